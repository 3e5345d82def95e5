using System.Buffers.Binary;
using System.Numerics;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Compiler.Tests.Machine;

/// <summary>
/// A plain RV64IM interpreter for tests of the compiler, independent of the zkVM's. It is written
/// after the RISC-V unprivileged manual (chapters RV32I, RV64I and M) and accepts nothing else.
/// </summary>
internal sealed class ReferenceMachine
{
    private readonly SparseMemory _memory = new();
    private readonly ulong[] _registers = new ulong[32];
    private readonly uint[] _text;
    private readonly ulong _textBase;
    private ulong _pc;

    public ReferenceMachine(ReadOnlySpan<byte> elf, ReadOnlySpan<byte> input)
    {
        _text = [];
        _pc = BinaryPrimitives.ReadUInt64LittleEndian(elf[24..]);
        int headers = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[32..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[56..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = elf[(headers + (56 * i))..];
            uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            int offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
            ulong address = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
            int size = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
            ReadOnlySpan<byte> content = elf.Slice(offset, size);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 1)
            {
                continue;
            }

            if ((flags & 1) != 0)
            {
                _textBase = address;
                _text = System.Runtime.InteropServices.MemoryMarshal
                    .Cast<byte, uint>(content).ToArray();
            }
            else
            {
                _memory.Write(address, content);
            }
        }

        _memory.Store(MemoryMap.InputBase, 8, (ulong)input.Length);
        _memory.Write(MemoryMap.InputBase + 8, input);
    }

    public long StepCount { get; private set; }

    public uint ExitCode { get; private set; }

    public byte[] Output => _memory.Read(
        MemoryMap.OutputBase + 8, (int)_memory.Load(MemoryMap.OutputBase, 8));

    /// <summary>Runs until the halt call.</summary>
    /// <exception cref="MachineTrapException">A trap, or more steps than the limit.</exception>
    public void Run(long limit = 200_000_000)
    {
        while (Step())
        {
            if (++StepCount > limit)
            {
                throw new MachineTrapException("too many steps");
            }
        }
    }

    private bool Step()
    {
        ulong index = (_pc - _textBase) >> 2;
        if ((_pc & 3) != 0 || index >= (ulong)_text.Length)
        {
            throw new MachineTrapException($"pc 0x{_pc:x}");
        }

        uint word = _text[index];
        ulong next = _pc + 4;
        int rd = (int)(word >> 7) & 31;
        uint funct3 = (word >> 12) & 7;
        ulong a = _registers[(word >> 15) & 31];
        ulong b = _registers[(word >> 20) & 31];
        ulong immediate = (ulong)((int)word >> 20);
        ulong? result = null;
        switch (word & 0x7F)
        {
            case 0x37: result = (ulong)(int)(word & 0xFFFF_F000); break;
            case 0x17: result = _pc + (ulong)(int)(word & 0xFFFF_F000); break;
            case 0x6F:
                result = next;
                next = _pc + JumpOffset(word);
                break;
            case 0x67:
                result = next;
                next = (a + immediate) & ~1UL;
                break;
            case 0x63:
                next = IsTaken(funct3, a, b) ? _pc + BranchOffset(word) : next;
                break;
            case 0x03: result = Load(funct3, a + immediate); break;
            case 0x23:
                int offset = ((int)(word & 0xFE00_0000) >> 20) | (int)((word >> 7) & 31);
                _memory.Store(a + (ulong)offset, 1 << (int)funct3, b);
                break;
            case 0x13:
                result = Alu(funct3, ImmediateVariant(word, 6), a, immediate & Mask(funct3, 63));
                break;
            case 0x1B:
                result = AluWord(funct3, ImmediateVariant(word, 7), a, immediate & Mask(funct3, 31));
                break;
            case 0x33: result = Alu(funct3, word >> 25, a, b); break;
            case 0x3B: result = AluWord(funct3, word >> 25, a, b); break;
            case 0x73 when word == 0x73:
                if (!EnvironmentCall())
                {
                    return false;
                }

                break;
            default: throw Illegal(word);
        }

        if (result is { } value && rd != 0)
        {
            _registers[rd] = value;
        }

        _pc = next;
        return true;
    }

    private MachineTrapException Illegal(uint word) => new($"instruction 0x{word:x8} at 0x{_pc:x}");

    // Shifts by an immediate keep their variant in the high bits; others have none.
    private static uint ImmediateVariant(uint word, int shiftBits) =>
        ((word >> 12) & 7) is 1 or 5 ? (word >> (20 + shiftBits)) << (shiftBits - 5) : 0;

    private static ulong Mask(uint funct3, ulong shiftMask) =>
        funct3 is 1 or 5 ? shiftMask : ulong.MaxValue;

    private static ulong JumpOffset(uint word) => (ulong)(((int)(word & 0x8000_0000) >> 11)
        | (int)((word & 0xF_F000) | ((word >> 9) & 0x800) | ((word >> 20) & 0x7FE)));

    private static ulong BranchOffset(uint word) => (ulong)(((int)(word & 0x8000_0000) >> 19)
        | (int)(((word << 4) & 0x800) | ((word >> 20) & 0x7E0) | ((word >> 7) & 0x1E)));

    private bool IsTaken(uint funct3, ulong a, ulong b) => funct3 switch
    {
        0 => a == b,
        1 => a != b,
        4 => (long)a < (long)b,
        5 => (long)a >= (long)b,
        6 => a < b,
        7 => a >= b,
        _ => throw Illegal(funct3),
    };

    private ulong Load(uint funct3, ulong address) => funct3 switch
    {
        0 => (ulong)(sbyte)_memory.Load(address, 1),
        1 => (ulong)(short)_memory.Load(address, 2),
        2 => (ulong)(int)_memory.Load(address, 4),
        3 => _memory.Load(address, 8),
        4 => _memory.Load(address, 1),
        5 => _memory.Load(address, 2),
        6 => _memory.Load(address, 4),
        _ => throw Illegal(funct3),
    };

    private ulong Alu(uint funct3, uint funct7, ulong a, ulong b) => (funct7, funct3) switch
    {
        (0, 0) => a + b,
        (0x20, 0) => a - b,
        (0, 1) => a << (int)(b & 63),
        (0, 2) => (long)a < (long)b ? 1UL : 0,
        (0, 3) => a < b ? 1UL : 0,
        (0, 4) => a ^ b,
        (0, 5) => a >> (int)(b & 63),
        (0x20, 5) => (ulong)((long)a >> (int)(b & 63)),
        (0, 6) => a | b,
        (0, 7) => a & b,
        (1, 0) => a * b,
        (1, 1) => (ulong)(((Int128)(long)a * (long)b) >> 64),
        (1, 2) => (ulong)(((Int128)(long)a * b) >> 64),
        (1, 3) => Math.BigMul(a, b, out _),
        (1, 4) => b == 0 ? ulong.MaxValue : IsOverflow(a, b) ? a : (ulong)((long)a / (long)b),
        (1, 5) => b == 0 ? ulong.MaxValue : a / b,
        (1, 6) => b == 0 ? a : IsOverflow(a, b) ? 0 : (ulong)((long)a % (long)b),
        (1, 7) => b == 0 ? a : a % b,
        _ => throw Illegal(funct7),
    };

    private static bool IsOverflow(ulong a, ulong b) => a == 1UL << 63 && b == ulong.MaxValue;

    private ulong AluWord(uint funct3, uint funct7, ulong a, ulong b)
    {
        int x = (int)a;
        int y = (int)b;
        bool overflow = x == int.MinValue && y == -1;
        return (ulong)((funct7, funct3) switch
        {
            (0, 0) => x + y,
            (0x20, 0) => x - y,
            (0, 1) => x << (y & 31),
            (0, 5) => (int)((uint)x >> (y & 31)),
            (0x20, 5) => x >> (y & 31),
            (1, 0) => x * y,
            (1, 4) => y == 0 ? -1 : overflow ? x : x / y,
            (1, 5) => y == 0 ? -1 : (int)((uint)x / (uint)y),
            (1, 6) => y == 0 ? x : overflow ? 0 : x % y,
            (1, 7) => y == 0 ? x : (int)((uint)x % (uint)y),
            _ => throw Illegal(funct7),
        });
    }

    private bool EnvironmentCall()
    {
        ulong address = _registers[10];
        switch ((int)_registers[17])
        {
            case EcallNumber.Halt:
                ExitCode = (uint)address;
                return false;
            case EcallNumber.MulMod256:
                Write(address + 96, Read(address) * Read(address + 32) % Read(address + 64));
                return true;
            case EcallNumber.DivRem256:
                BigInteger quotient = BigInteger.DivRem(
                    Read(address), Read(address + 32), out BigInteger remainder);
                Write(address + 64, quotient);
                Write(address + 96, remainder);
                return true;
            case EcallNumber.KeccakF1600:
                Keccak.Permute(_memory, address);
                return true;
            default:
                throw new MachineTrapException($"environment call {_registers[17]}");
        }
    }

    private BigInteger Read(ulong address) => new(_memory.Read(address, 32), isUnsigned: true);

    private void Write(ulong address, BigInteger value)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        _memory.Write(address, bytes);
    }
}
