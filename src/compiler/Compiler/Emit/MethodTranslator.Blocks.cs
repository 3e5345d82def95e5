using System.Reflection;
using System.Text;
using ZeroSharp.Compiler.Il;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// Basic blocks. Only blocks that a branch reaches are translated, so code behind a condition that
/// is constant during translation costs nothing and may use anything. Values that stay on the
/// stack across a branch go through variables.
/// </summary>
internal sealed partial class MethodTranslator
{
    private readonly SortedSet<int> _pending = [];
    private readonly Dictionary<int, Value[]> _entryStacks = [];
    private readonly HashSet<int> _starts = [];
    private readonly Dictionary<int, FinallyRegion> _finallyRegions = [];

    private void TranslateBlocks()
    {
        FindBlockStarts();
        Reach(0);
        HashSet<int> done = [];
        while (_pending.Count > 0)
        {
            int offset = _pending.Min;
            _pending.Remove(offset);
            if (done.Add(offset))
            {
                TranslateBlock(offset);
            }
        }

        FinishFinallyRegions();
    }

    private void FindBlockStarts()
    {
        foreach (IlInstruction instruction in _code)
        {
            if (instruction.IsBranch)
            {
                _starts.Add(instruction.Index);
            }

            foreach (int target in instruction.Targets ?? [])
            {
                _starts.Add(target);
            }
        }

        foreach (ExceptionHandlingClause clause in _body.ExceptionHandlingClauses)
        {
            if (clause.Flags is ExceptionHandlingClauseOptions.Clause
                or ExceptionHandlingClauseOptions.Filter)
            {
                _at = _indexOf[clause.HandlerOffset];
                throw Unsupported("catch is not in the guest subset; return a status instead");
            }

            _starts.Add(clause.TryOffset);
            _starts.Add(clause.HandlerOffset);
            if (clause.Flags == ExceptionHandlingClauseOptions.Finally)
            {
                _finallyRegions.Add(clause.HandlerOffset, new FinallyRegion(
                    clause, _writer.Variable("i32", 4)));
            }
        }
    }

    private void TranslateBlock(int offset)
    {
        _writer.Label($"b{offset}");
        _stack.Clear();
        foreach (Value slot in _entryStacks[offset])
        {
            _stack.Add(LoadSlot(slot));
        }

        for (_at = _indexOf[offset]; _at < _code.Count; _at++)
        {
            IlInstruction instruction = _code[_at];
            if (instruction.Offset != offset && _starts.Contains(instruction.Offset))
            {
                Branch(instruction.Offset);
                return;
            }

            try
            {
                Translate(instruction);
            }
            catch (UnsupportedTypeException exception)
            {
                throw Unsupported(exception.Message);
            }

            if (_writer.IsTerminated)
            {
                return;
            }
        }

        throw Unsupported("control reaches the end of the body");
    }

    private void Branch(int target)
    {
        Reach(target);
        _writer.Terminate($"br label %b{target}");
    }

    // Leaves the stack in the target's variables and marks the target as reachable.
    private void Reach(int target)
    {
        if (!_entryStacks.TryGetValue(target, out Value[]? slots))
        {
            slots = [.. _stack.Select(NewSlot)];
            _entryStacks.Add(target, slots);
        }

        if (slots.Length != _stack.Count)
        {
            throw Unsupported("branches reach an instruction with different stack depths");
        }

        for (int i = 0; i < slots.Length; i++)
        {
            StoreSlot(slots[i], _stack[i]);
        }

        _pending.Add(target);
    }

    private Value NewSlot(Value value) => value.Kind == StackKind.Struct
        ? value with { Text = _writer.Variable(value.Layout!.Llvm, 8) }
        : new Value(value.Kind, _writer.Variable(value.Llvm, 8)) { Exception = value.Exception };

    private Value LoadSlot(Value slot)
    {
        if (slot.Kind == StackKind.Struct)
        {
            Value copy = NewStruct(slot.Layout!);
            Copy(slot.Layout!, copy.Text, slot.Text);
            return copy;
        }

        return slot with { Text = _writer.Assign($"load {slot.Llvm}, ptr {slot.Text}, align 8") };
    }

    private void StoreSlot(Value slot, Value value)
    {
        if (slot.Kind == StackKind.Struct)
        {
            Copy(slot.Layout!, slot.Text, value.Text);
            return;
        }

        string stored = Coerce(value, slot.Kind).Text;
        _writer.Line($"store {slot.Llvm} {stored}, ptr {slot.Text}, align 8");
    }

    private void ConditionalBranch(string condition, IlInstruction instruction)
    {
        Reach(instruction.Index);
        Reach(instruction.Next);
        _writer.Terminate(
            $"br i1 {condition}, label %b{instruction.Index}, label %b{instruction.Next}");
        SplitBefore(instruction.Next);
    }

    // The code after a conditional branch is a block of its own once it has been reached.
    private void SplitBefore(int offset) => _starts.Add(offset);

    private void BranchIf(IlInstruction instruction, bool expected)
    {
        Value value = Pop();
        if (value.TryConstant(out long constant))
        {
            SplitBefore(instruction.Next);
            Branch((constant != 0) == expected ? instruction.Index : instruction.Next);
            return;
        }

        string zero = value.Kind == StackKind.Pointer ? "null" : "0";
        string comparison = expected ? "ne" : "eq";
        ConditionalBranch(
            _writer.Assign($"icmp {comparison} {value.Typed}, {zero}"), instruction);
    }

    private void BranchCompare(IlInstruction instruction, string predicate)
    {
        Value right = Pop();
        Value left = Pop();
        if (FoldCompare(predicate, left, right) is { } known)
        {
            SplitBefore(instruction.Next);
            Branch(known ? instruction.Index : instruction.Next);
            return;
        }

        ConditionalBranch(Compare(predicate, left, right), instruction);
    }

    private void Switch(IlInstruction instruction)
    {
        string selector = PopInt32();
        StringBuilder cases = new();
        for (int i = 0; i < instruction.Targets!.Length; i++)
        {
            Reach(instruction.Targets[i]);
            cases.Append($"i32 {i}, label %b{instruction.Targets[i]} ");
        }

        Reach(instruction.Next);
        SplitBefore(instruction.Next);
        _writer.Terminate($"switch i32 {selector}, label %b{instruction.Next} [ {cases}]");
    }

    /// <summary>
    /// leave: empties the stack and runs the finally blocks between here and the target, inner
    /// first. Each is translated once; a variable says where it continues.
    /// </summary>
    private void Leave(IlInstruction instruction)
    {
        _stack.Clear();
        int target = instruction.Index;
        List<FinallyRegion> crossed =
        [
            .. _finallyRegions.Values
                .Where(region => region.Covers(instruction.Offset) && !region.Covers(target))
                .OrderBy(region => region.Clause.TryLength),
        ];
        Reach(target);
        string next = $"b{target}";
        foreach (FinallyRegion region in Enumerable.Reverse(crossed))
        {
            string entry = _writer.NewLabel();
            region.Entries.Add((entry, region.Continuations.Count));
            region.Continuations.Add(next);
            Reach(region.Clause.HandlerOffset);
            next = entry;
        }

        _writer.Terminate($"br label %{next}");
    }

    private void EndFinally(IlInstruction instruction)
    {
        FinallyRegion region = _finallyRegions.Values
            .Where(candidate => candidate.HandlerCovers(instruction.Offset))
            .MinBy(candidate => candidate.Clause.HandlerLength)
            ?? throw Unsupported("endfinally outside of a finally block");
        string label = _writer.NewLabel();
        region.Exits.Add(label);
        _writer.Terminate($"br label %{label}");
    }

    private void FinishFinallyRegions()
    {
        foreach (FinallyRegion region in _finallyRegions.Values)
        {
            foreach ((string entry, int continuation) in region.Entries)
            {
                _writer.Label(entry);
                _writer.Line($"store i32 {continuation}, ptr {region.Selector}, align 4");
                _writer.Terminate($"br label %b{region.Clause.HandlerOffset}");
            }

            foreach (string exit in region.Exits)
            {
                _writer.Label(exit);
                string selector =
                    _writer.Assign($"load i32, ptr {region.Selector}, align 4");
                string cases = string.Join(' ', region.Continuations
                    .Select((label, i) => $"i32 {i}, label %{label}"));
                _writer.Terminate(
                    $"switch i32 {selector}, label %{region.Continuations[0]} [ {cases} ]");
            }
        }
    }

    private sealed class FinallyRegion(ExceptionHandlingClause clause, string selector)
    {
        public ExceptionHandlingClause Clause { get; } = clause;

        public string Selector { get; } = selector;

        public List<(string Label, int Continuation)> Entries { get; } = [];

        public List<string> Continuations { get; } = [];

        public List<string> Exits { get; } = [];

        public bool Covers(int offset) =>
            offset >= Clause.TryOffset && offset < Clause.TryOffset + Clause.TryLength;

        public bool HandlerCovers(int offset) => offset >= Clause.HandlerOffset
            && offset < Clause.HandlerOffset + Clause.HandlerLength;
    }
}
