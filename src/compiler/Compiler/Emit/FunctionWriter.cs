using System.Text;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>Writes the body of one LLVM function: stack variables, values, blocks, traps.</summary>
internal sealed class FunctionWriter
{
    private readonly StringBuilder _variables = new();
    private readonly StringBuilder _body = new();
    private readonly SortedSet<TrapCode> _traps = [];
    private int _valueCount;
    private int _labelCount;

    /// <summary>Whether the current block has its terminator.</summary>
    public bool IsTerminated { get; private set; }

    public void Line(string instruction) => _body.Append("  ").Append(instruction).Append('\n');

    /// <summary>Writes an instruction with a result; returns the result's name.</summary>
    public string Assign(string expression)
    {
        string name = NewName();
        Line($"{name} = {expression}");
        return name;
    }

    public string NewName() => $"%v{_valueCount++}";

    public string NewLabel() => $"c{_labelCount++}";

    public void Label(string label)
    {
        _body.Append(label).Append(":\n");
        IsTerminated = false;
    }

    /// <summary>Writes the instruction that ends the block.</summary>
    public void Terminate(string instruction)
    {
        Line(instruction);
        IsTerminated = true;
    }

    /// <summary>A stack variable that lives as long as the function.</summary>
    public string Variable(string llvm, int align)
    {
        string name = NewName();
        _variables.Append($"  {name} = alloca {llvm}, align {align}\n");
        return name;
    }

    /// <summary>
    /// Room for a struct on the evaluation stack. Each has its own: if one that a call takes the
    /// address of were used again, LLVM could keep neither in registers.
    /// </summary>
    public string Temporary(TypeLayout layout) =>
        Variable(layout.Llvm, Math.Max(layout.Align, 8));

    /// <summary>Stops with the code where the i1 operand is true.</summary>
    public void TrapIf(string condition, TrapCode code)
    {
        _traps.Add(code);
        string ok = NewLabel();
        Line($"br i1 {condition}, label %trap.{code}, label %{ok}, !prof !2");
        Label(ok);
    }

    /// <summary>Stops with the code.</summary>
    public void Trap(TrapCode code)
    {
        _traps.Add(code);
        Terminate($"br label %trap.{code}");
    }

    /// <summary>The function's text between its braces.</summary>
    public string Finish(string prologue)
    {
        StringBuilder text = new();
        text.Append("entry:\n").Append(_variables).Append(prologue).Append(_body);
        foreach (TrapCode code in _traps)
        {
            text.Append($"trap.{code}:\n  call void @zs.trap(i32 {(int)code})\n  unreachable\n");
        }

        return text.ToString();
    }
}
