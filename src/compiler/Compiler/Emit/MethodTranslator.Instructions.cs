using System.Reflection.Metadata;
using ZeroSharp.Compiler.Il;
using ZeroSharp.Compiler.Types;
using TypeLayout = ZeroSharp.Compiler.Types.TypeLayout;

namespace ZeroSharp.Compiler.Emit;

/// <summary>The instruction table.</summary>
internal sealed partial class MethodTranslator
{
    private void Translate(IlInstruction instruction)
    {
        if (!TranslateConstant(instruction) && !TranslateVariable(instruction)
            && !TranslateArithmetic(instruction.Code) && !TranslateConversion(instruction.Code)
            && !TranslateFlow(instruction) && !TranslateAccess(instruction)
            && !TranslateObject(instruction))
        {
            throw Unsupported($"{instruction.Code} is not in the guest subset");
        }
    }

    private bool TranslateConstant(IlInstruction instruction)
    {
        switch (instruction.Code)
        {
            case ILOpCode.Nop or ILOpCode.Readonly or ILOpCode.Volatile or ILOpCode.Tail:
                return true;
            case ILOpCode.Ldnull:
                Push(Value.Pointer("null"));
                return true;
            case >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4:
                Push(Value.Int32(instruction.Operand));
                return true;
            case ILOpCode.Ldc_i8:
                Push(Value.Int64(instruction.Operand));
                return true;
            case ILOpCode.Dup:
                Value top = Pop();
                Push(top);
                Push(Duplicate(top));
                return true;
            case ILOpCode.Pop:
                Pop();
                return true;
            case ILOpCode.Ldstr:
                string text = _method.Module.ResolveString(instruction.Token);
                Push(Value.Pointer(_program.Image.ObjectSymbol(text)));
                return true;
            default:
                return false;
        }
    }

    private Value Duplicate(Value value)
    {
        if (value.Kind != StackKind.Struct)
        {
            return value;
        }

        Value copy = NewStruct(value.Layout!);
        Copy(value.Layout!, copy.Text, value.Text);
        return copy;
    }

    private bool TranslateVariable(IlInstruction instruction)
    {
        int index = instruction.Index;
        switch (instruction.Code)
        {
            case >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldarg_3 or ILOpCode.Ldarg or ILOpCode.Ldarg_s:
                Push(Load(_signature.Parameters[index], _arguments[index]));
                return true;
            case ILOpCode.Ldarga or ILOpCode.Ldarga_s:
                Push(Value.Pointer(_arguments[index]));
                return true;
            case ILOpCode.Starg or ILOpCode.Starg_s:
                Store(_signature.Parameters[index], _arguments[index], Pop());
                return true;
            case >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 or ILOpCode.Ldloc or ILOpCode.Ldloc_s:
                Push(Load(_localLayouts[index], _locals[index]));
                return true;
            case ILOpCode.Ldloca or ILOpCode.Ldloca_s:
                Push(Value.Pointer(_locals[index]));
                return true;
            case >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 or ILOpCode.Stloc or ILOpCode.Stloc_s:
                Store(_localLayouts[index], _locals[index], Pop());
                return true;
            default:
                return false;
        }
    }

    private bool TranslateArithmetic(ILOpCode code)
    {
        switch (code)
        {
            case ILOpCode.Add: Add(); break;
            case ILOpCode.Sub: Subtract(); break;
            case ILOpCode.Mul: Binary("mul"); break;
            case ILOpCode.And: Binary("and"); break;
            case ILOpCode.Or: Binary("or"); break;
            case ILOpCode.Xor: Binary("xor"); break;
            case ILOpCode.Add_ovf: Checked("sadd"); break;
            case ILOpCode.Add_ovf_un: Checked("uadd"); break;
            case ILOpCode.Sub_ovf: Checked("ssub"); break;
            case ILOpCode.Sub_ovf_un: Checked("usub"); break;
            case ILOpCode.Mul_ovf: Checked("smul"); break;
            case ILOpCode.Mul_ovf_un: Checked("umul"); break;
            case ILOpCode.Div: Divide("sdiv"); break;
            case ILOpCode.Div_un: Divide("udiv"); break;
            case ILOpCode.Rem: Divide("srem"); break;
            case ILOpCode.Rem_un: Divide("urem"); break;
            case ILOpCode.Shl: Shift("shl"); break;
            case ILOpCode.Shr: Shift("ashr"); break;
            case ILOpCode.Shr_un: Shift("lshr"); break;
            case ILOpCode.Neg: Negate(); break;
            case ILOpCode.Not: Not(); break;
            case ILOpCode.Ceq: PushCompare("eq"); break;
            case ILOpCode.Cgt: PushCompare("sgt"); break;
            case ILOpCode.Cgt_un: PushCompare("ugt"); break;
            case ILOpCode.Clt: PushCompare("slt"); break;
            case ILOpCode.Clt_un: PushCompare("ult"); break;
            default: return false;
        }

        return true;
    }

    private bool TranslateConversion(ILOpCode code)
    {
        switch (code)
        {
            case ILOpCode.Conv_i1: Convert(8, true, false); break;
            case ILOpCode.Conv_u1: Convert(8, false, false); break;
            case ILOpCode.Conv_i2: Convert(16, true, false); break;
            case ILOpCode.Conv_u2: Convert(16, false, false); break;
            case ILOpCode.Conv_i4: Convert(32, true, false); break;
            case ILOpCode.Conv_u4: Convert(32, false, false); break;
            case ILOpCode.Conv_i8: Convert(64, true, false); break;
            case ILOpCode.Conv_u8: Convert(64, false, false); break;
            case ILOpCode.Conv_i: Convert(64, true, true); break;
            case ILOpCode.Conv_u: Convert(64, false, true); break;
            case ILOpCode.Conv_ovf_i1: ConvertChecked(8, true, false); break;
            case ILOpCode.Conv_ovf_u1: ConvertChecked(8, false, false); break;
            case ILOpCode.Conv_ovf_i2: ConvertChecked(16, true, false); break;
            case ILOpCode.Conv_ovf_u2: ConvertChecked(16, false, false); break;
            case ILOpCode.Conv_ovf_i4: ConvertChecked(32, true, false); break;
            case ILOpCode.Conv_ovf_u4: ConvertChecked(32, false, false); break;
            case ILOpCode.Conv_ovf_i8 or ILOpCode.Conv_ovf_i: ConvertChecked(64, true, false); break;
            case ILOpCode.Conv_ovf_u8 or ILOpCode.Conv_ovf_u: ConvertChecked(64, false, false); break;
            case ILOpCode.Conv_ovf_i1_un: ConvertChecked(8, true, true); break;
            case ILOpCode.Conv_ovf_u1_un: ConvertChecked(8, false, true); break;
            case ILOpCode.Conv_ovf_i2_un: ConvertChecked(16, true, true); break;
            case ILOpCode.Conv_ovf_u2_un: ConvertChecked(16, false, true); break;
            case ILOpCode.Conv_ovf_i4_un: ConvertChecked(32, true, true); break;
            case ILOpCode.Conv_ovf_u4_un: ConvertChecked(32, false, true); break;
            case ILOpCode.Conv_ovf_i8_un or ILOpCode.Conv_ovf_i_un:
                ConvertChecked(64, true, true);
                break;
            case ILOpCode.Conv_ovf_u8_un or ILOpCode.Conv_ovf_u_un:
                ConvertChecked(64, false, true);
                break;
            default: return false;
        }

        return true;
    }

    private bool TranslateFlow(IlInstruction instruction)
    {
        switch (instruction.Code)
        {
            case ILOpCode.Br or ILOpCode.Br_s: Branch(instruction.Index); break;
            case ILOpCode.Brtrue or ILOpCode.Brtrue_s: BranchIf(instruction, true); break;
            case ILOpCode.Brfalse or ILOpCode.Brfalse_s: BranchIf(instruction, false); break;
            case ILOpCode.Beq or ILOpCode.Beq_s: BranchCompare(instruction, "eq"); break;
            case ILOpCode.Bne_un or ILOpCode.Bne_un_s: BranchCompare(instruction, "ne"); break;
            case ILOpCode.Bge or ILOpCode.Bge_s: BranchCompare(instruction, "sge"); break;
            case ILOpCode.Bge_un or ILOpCode.Bge_un_s: BranchCompare(instruction, "uge"); break;
            case ILOpCode.Bgt or ILOpCode.Bgt_s: BranchCompare(instruction, "sgt"); break;
            case ILOpCode.Bgt_un or ILOpCode.Bgt_un_s: BranchCompare(instruction, "ugt"); break;
            case ILOpCode.Ble or ILOpCode.Ble_s: BranchCompare(instruction, "sle"); break;
            case ILOpCode.Ble_un or ILOpCode.Ble_un_s: BranchCompare(instruction, "ule"); break;
            case ILOpCode.Blt or ILOpCode.Blt_s: BranchCompare(instruction, "slt"); break;
            case ILOpCode.Blt_un or ILOpCode.Blt_un_s: BranchCompare(instruction, "ult"); break;
            case ILOpCode.Switch: Switch(instruction); break;
            case ILOpCode.Ret: Return(); break;
            case ILOpCode.Leave or ILOpCode.Leave_s: Leave(instruction); break;
            case ILOpCode.Endfinally: EndFinally(instruction); break;
            case ILOpCode.Throw: Throw(); break;
            default: return false;
        }

        return true;
    }

    private void Return()
    {
        TypeLayout result = _signature.Result;
        if (result.Kind == StackKind.Void)
        {
            _writer.Terminate("ret void");
            return;
        }

        Value value = Pop();
        if (!result.IsStruct)
        {
            _writer.Terminate($"ret {result.Llvm} {Stored(result, value)}");
            return;
        }

        if (_signature.ReturnsThroughPointer)
        {
            Copy(result, "%result", value.Text);
            _writer.Terminate("ret void");
            return;
        }

        string[] leaves = [.. result.Leaves!.Select(leaf => LoadLeaf(leaf, value.Text))];
        string type = _signature.ResultLlvm;
        switch (leaves.Length)
        {
            case 0:
                _writer.Terminate("ret void");
                break;
            case 1:
                _writer.Terminate($"ret {type} {leaves[0]}");
                break;
            default:
                string first = result.Leaves![0].Scalar.Llvm;
                string second = result.Leaves[1].Scalar.Llvm;
                string half =
                    _writer.Assign($"insertvalue {type} undef, {first} {leaves[0]}, 0");
                string pair =
                    _writer.Assign($"insertvalue {type} {half}, {second} {leaves[1]}, 1");
                _writer.Terminate($"ret {type} {pair}");
                break;
        }
    }

    private void Throw()
    {
        Value value = Pop();
        _writer.Trap(CodeOf(value.Exception));
    }

    private static TrapCode CodeOf(Type? exception) => exception?.Name switch
    {
        nameof(NullReferenceException) or nameof(ArgumentNullException) => TrapCode.NullReference,
        nameof(IndexOutOfRangeException) => TrapCode.IndexOutOfRange,
        nameof(OverflowException) => TrapCode.Overflow,
        nameof(DivideByZeroException) => TrapCode.DivideByZero,
        nameof(InvalidCastException) => TrapCode.InvalidCast,
        nameof(OutOfMemoryException) => TrapCode.OutOfMemory,
        nameof(ArgumentOutOfRangeException) => TrapCode.ArgumentOutOfRange,
        _ => TrapCode.Thrown,
    };
}
