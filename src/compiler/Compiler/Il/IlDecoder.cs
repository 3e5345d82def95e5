using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace ZeroSharp.Compiler.Il;

/// <summary>Decodes a method body into instructions.</summary>
internal static class IlDecoder
{
    private static readonly Dictionary<ushort, OperandType> OperandTypes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    /// <summary>All instructions of a body, in order.</summary>
    public static IReadOnlyList<IlInstruction> Decode(ReadOnlySpan<byte> body)
    {
        List<IlInstruction> instructions = [];
        int position = 0;
        while (position < body.Length)
        {
            int offset = position;
            ushort code = body[position++];
            if (code == 0xFE)
            {
                code = (ushort)(0xFE00 | body[position++]);
            }

            (long operand, int[]? targets) = Operand(body, ref position, code);
            instructions.Add(
                new IlInstruction(offset, position, (ILOpCode)code, operand, targets));
        }

        return instructions;
    }

    private static (long Operand, int[]? Targets) Operand(
        ReadOnlySpan<byte> body, ref int position, ushort code)
    {
        ReadOnlySpan<byte> rest = body[position..];
        switch (OperandTypes[code])
        {
            case OperandType.InlineNone:
                return (Implied(code), null);
            case OperandType.ShortInlineI:
                position += 1;
                return ((sbyte)rest[0], null);
            case OperandType.ShortInlineVar:
                position += 1;
                return (rest[0], null);
            case OperandType.InlineVar:
                position += 2;
                return (BinaryPrimitives.ReadUInt16LittleEndian(rest), null);
            case OperandType.ShortInlineBrTarget:
                position += 1;
                return (position + (sbyte)rest[0], null);
            case OperandType.InlineBrTarget:
                position += 4;
                return (position + BinaryPrimitives.ReadInt32LittleEndian(rest), null);
            case OperandType.InlineI8:
            case OperandType.InlineR:
                position += 8;
                return (BinaryPrimitives.ReadInt64LittleEndian(rest), null);
            case OperandType.InlineSwitch:
                return (0, SwitchTargets(rest, ref position));
            default:
                position += 4;
                return (BinaryPrimitives.ReadInt32LittleEndian(rest), null);
        }
    }

    // ldarg.0 to stloc.3 and ldc.i4.m1 to ldc.i4.8 carry their operand in the opcode.
    private static long Implied(ushort code) => code switch
    {
        >= 0x02 and <= 0x0D => (code - 2) & 3,
        >= 0x15 and <= 0x1E => code - 0x16,
        _ => 0,
    };

    private static int[] SwitchTargets(ReadOnlySpan<byte> operand, ref int position)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(operand);
        position += 4 * (count + 1);
        int[] targets = new int[count];
        for (int i = 0; i < count; i++)
        {
            targets[i] =
                position + BinaryPrimitives.ReadInt32LittleEndian(operand[(4 * (i + 1))..]);
        }

        return targets;
    }
}
