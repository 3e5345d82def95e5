using System.Reflection;
using System.Text;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>Calls: direct, dispatched over the classes that exist, constrained, environment.</summary>
internal sealed partial class MethodTranslator
{
    private void Call(MethodBase target, bool isVirtual)
    {
        Type? constrained = _constrained;
        _constrained = null;
        if (constrained is not null)
        {
            (target, isVirtual) = Constrain((MethodInfo)target, constrained, isVirtual);
        }

        if (TryIntrinsic(target))
        {
            return;
        }

        MethodBase callee = _program.Replacement(target) ?? target;
        if (_program.EcallNumber(callee) is { } number)
        {
            EnvironmentCall(callee, number);
            return;
        }

        bool isDispatched = isVirtual && IsOpen(target);
        if (isDispatched && IsOfLibraryClass(target))
        {
            throw Unsupported(Explain(target));
        }

        Signature signature = new(target, _layouts);
        Value[] arguments = PopMany(signature.Parameters.Count);
        Type? exact = null;
        if (signature.IsInstance)
        {
            arguments[0] = Coerce(arguments[0], StackKind.Pointer) with
            {
                ExactType = arguments[0].ExactType,
            };
            exact = arguments[0].ExactType;
            if (isVirtual && !target.DeclaringType!.IsValueType)
            {
                RequireNonNull(arguments[0].Text);
            }
        }

        string symbol = isDispatched
            ? exact is not null
                ? Symbol(GuestProgram.FindImplementation(exact, (MethodInfo)target))
                : _program.Dispatch((MethodInfo)target)
            : Symbol(callee);
        EmitCall(symbol, signature, arguments);
    }

    private string Symbol(MethodBase? callee)
    {
        if (callee is null)
        {
            throw Unsupported("a virtual method without an implementation");
        }

        if (_program.IsHostOnly(callee))
        {
            throw Unsupported($"{callee.DeclaringType}.{callee.Name} is [HostOnly]: a guest cannot call it");
        }

        return _program.Function(callee)
            ?? throw Unsupported(Explain(callee));
    }

    private string Explain(MethodBase callee)
    {
        string name = $"{callee.DeclaringType}.{callee.Name}";
        return callee.IsAbstract && !IsOfLibraryClass(callee)
            ? $"{name} is abstract and has no implementation here"
            : $"{name} is not in the guest subset";
    }

    // No object of such a class exists in a guest, so that a dispatch would only ever trap.
    private bool IsOfLibraryClass(MethodBase target) => !_program.Owns(target.Module.Assembly)
        && target.DeclaringType is { IsInterface: false } type && type != typeof(object);

    private static bool IsOpen(MethodBase target) =>
        target.IsVirtual && !target.IsFinal && !target.DeclaringType!.IsSealed;

    private (MethodBase Target, bool IsVirtual) Constrain(
        MethodInfo target, Type constrained, bool isVirtual)
    {
        if (target.IsStatic)
        {
            return (Implementation(constrained, target), false);
        }

        int depth = _stack.Count - 1 - target.GetParameters().Length;
        if (!constrained.IsValueType)
        {
            string reference = Coerce(_stack[depth], StackKind.Pointer).Text;
            _stack[depth] = Load(_layouts.Of(constrained), reference);
            return (target, isVirtual);
        }

        MethodInfo implementation = Implementation(constrained, target);
        if (implementation.DeclaringType != constrained)
        {
            throw Unsupported($"{constrained} does not itself define {target.Name}, so the call "
                + "would box it");
        }

        return (implementation, false);
    }

    private MethodInfo Implementation(Type type, MethodInfo target) =>
        GuestProgram.FindImplementation(type, target)
        ?? throw Unsupported($"{type} has no implementation of {target.DeclaringType}.{target.Name}");

    private void EmitCall(string symbol, Signature signature, Value[] arguments)
    {
        StringBuilder list = new();
        Value? result = null;
        if (signature.Result.IsStruct)
        {
            result = NewStruct(signature.Result);
        }

        if (signature.ReturnsThroughPointer)
        {
            list.Append($"ptr {result!.Value.Text}");
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            foreach (string argument in Lower(signature.Parameters[i], arguments[i]))
            {
                list.Append(list.Length == 0 ? string.Empty : ", ").Append(argument);
            }
        }

        string call =
            $"call {signature.ResultAttributes} {signature.ResultLlvm} {symbol}({list})";
        if (signature.ResultLlvm == "void")
        {
            _writer.Line(call);
        }
        else if (result is null)
        {
            string raw = _writer.Assign(call);
            result = new Value(signature.Result.Kind, Widened(signature.Result, raw));
        }
        else
        {
            StoreResult(signature, result.Value.Text, _writer.Assign(call));
        }

        if (result is not null)
        {
            Push(result.Value);
        }
    }

    private IEnumerable<string> Lower(TypeLayout layout, Value value)
    {
        if (!layout.IsStruct)
        {
            yield return $"{layout.Llvm}{layout.Extension} {Stored(layout, value)}";
            yield break;
        }

        if (value.Kind != StackKind.Struct)
        {
            throw Unsupported($"a {value.Kind} where {layout.Type} is expected");
        }

        if (!layout.PassesAsScalars)
        {
            yield return $"ptr {value.Text}";
            yield break;
        }

        foreach (Leaf leaf in layout.Leaves!)
        {
            string loaded = LoadLeaf(leaf, value.Text);
            yield return $"{leaf.Scalar.Llvm}{leaf.Scalar.Extension} {loaded}";
        }
    }

    private void StoreResult(Signature signature, string target, string raw)
    {
        IReadOnlyList<Leaf> leaves = signature.Result.Leaves!;
        if (leaves.Count == 1)
        {
            StoreLeaf(leaves[0], target, raw);
            return;
        }

        for (int i = 0; i < leaves.Count; i++)
        {
            string value =
                _writer.Assign($"extractvalue {signature.ResultLlvm} {raw}, {i}");
            StoreLeaf(leaves[i], target, value);
        }
    }

    /// <summary>
    /// ecall: the number in a7, arguments in a0, a1, ...; only memory is changed, so that registers
    /// serve the next call as well.
    /// </summary>
    private void EnvironmentCall(MethodBase method, int number)
    {
        ParameterInfo[] parameters = method.GetParameters();
        if (!method.IsStatic || parameters.Length > 6
            || ((MethodInfo)method).ReturnType != typeof(void))
        {
            throw Unsupported("an environment call must be static, take at most six arguments and "
                + "return nothing");
        }

        Value[] arguments = PopMany(parameters.Length);
        StringBuilder constraints = new("{a7}");
        StringBuilder operands = new($"i64 {number}");
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Kind == StackKind.Struct)
            {
                throw Unsupported("an environment call takes integers and pointers");
            }

            constraints.Append($",{{a{i}}}");
            operands.Append($", i64 {Coerce(arguments[i], StackKind.Int64).Text}");
        }

        constraints.Append(",~{memory}");
        _writer.Line($"call void asm sideeffect \"ecall\", \"{constraints}\"({operands})");
    }
}
