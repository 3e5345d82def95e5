using System.Reflection;
using System.Text;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// Virtual and interface calls and type tests: a switch over the ids of the classes that the whole
/// program can create, which LLVM inlines and often decides.
/// </summary>
internal sealed partial class GuestProgram
{
    private readonly Dictionary<MethodKey, (MethodInfo Method, string Symbol)> _dispatches = [];
    private readonly Dictionary<Type, string> _typeTests = [];

    /// <summary>The function that selects and calls the implementation for an object.</summary>
    public string Dispatch(MethodInfo method)
    {
        MethodKey key = MethodKey.Of(method);
        if (!_dispatches.TryGetValue(key, out (MethodInfo Method, string Symbol) dispatch))
        {
            dispatch = (method, NewSymbol($"dispatch {NameOf(method)}"));
            _dispatches.Add(key, dispatch);
        }

        _calls.Add(_caller, dispatch.Symbol);
        return dispatch.Symbol;
    }

    /// <summary>The function that tells whether an object is an instance of a type.</summary>
    public string TypeTest(Type type)
    {
        if (!_typeTests.TryGetValue(type, out string? symbol))
        {
            symbol = NewSymbol($"is {type}");
            _typeTests.Add(type, symbol);
        }

        return symbol;
    }

    // Queues the implementations for all classes known so far; more classes may follow from them.
    private void ResolveDispatches()
    {
        foreach ((MethodInfo method, string symbol) in _dispatches.Values.ToArray())
        {
            _caller = symbol;
            Implementations(method);
        }
    }

    private List<(string Target, List<int> Ids)> Implementations(MethodInfo method)
    {
        List<(string Target, List<int> Ids)> groups = [];
        for (int id = 0; id < _types.Count; id++)
        {
            Type type = _types[id];
            if (!method.DeclaringType!.IsAssignableFrom(type) || type.IsArray)
            {
                continue;
            }

            MethodInfo implementation = Located(type, method);
            if (IsHostOnly(implementation))
            {
                throw new GuestCompilationException(
                    $"{type} is created, and its {method.Name} is [HostOnly]: a guest cannot call it",
                    Sources.Describe(implementation, 0));
            }

            string target = Function(implementation)
                ?? throw new GuestCompilationException(
                    $"{type} leaves {method.Name} to the class library, which is not compiled",
                    Sources.Describe(method, 0));
            int at = groups.FindIndex(group => group.Target == target);
            if (at < 0)
            {
                at = groups.Count;
                groups.Add((target, []));
            }

            groups[at].Ids.Add(id);
        }

        return groups;
    }

    private MethodInfo Located(Type type, MethodInfo method)
    {
        try
        {
            return FindImplementation(type, method) ?? throw new UnsupportedTypeException(
                $"{type} has no implementation of {method.Name}");
        }
        catch (UnsupportedTypeException exception)
        {
            throw new GuestCompilationException(exception.Message, Sources.Describe(method, 0));
        }
    }

    private string DispatchText()
    {
        StringBuilder text = new();
        foreach ((MethodInfo method, string symbol) in _dispatches.Values)
        {
            _caller = symbol;
            Signature signature = new(method, Layouts);
            text.Append(signature.Define(symbol)).Append(" nounwind {\n");
            List<(string Target, List<int> Ids)> groups = Implementations(method);
            if (groups.Count == 0)
            {
                // No class implements it, so the object is null and the caller has trapped.
                text.Append($"  call void @zs.trap(i32 {(int)TrapCode.NullReference})\n");
                text.Append("  unreachable\n}\n\n");
                continue;
            }

            AppendSwitch(text, signature, groups);
            text.Append("}\n\n");
        }

        return text.ToString();
    }

    // The last group needs no test: an object is one of the classes that exist.
    private static void AppendSwitch(
        StringBuilder text, Signature signature, List<(string Target, List<int> Ids)> groups)
    {
        int last = groups.Count - 1;
        text.Append("  %id = load i32, ptr %p0, align 8, !invariant.load !1\n");
        text.Append($"  switch i32 %id, label %g{last} [");
        for (int i = 0; i < last; i++)
        {
            foreach (int id in groups[i].Ids)
            {
                text.Append($" i32 {id}, label %g{i}");
            }
        }

        text.Append(" ]\n");
        string arguments = string.Join(", ", signature.Lowered().Select(p => $"{p.Llvm} {p.Name}"));
        for (int i = 0; i <= last; i++)
        {
            string call = $"call {signature.ResultAttributes} {signature.ResultLlvm} "
                + $"{groups[i].Target}({arguments})";
            text.Append($"g{i}:\n");
            text.Append(signature.ResultLlvm == "void"
                ? $"  {call}\n  ret void\n"
                : $"  %r{i} = {call}\n  ret {signature.ResultLlvm} %r{i}\n");
        }
    }

    private string TypeTestText()
    {
        StringBuilder text = new();
        foreach ((Type type, string symbol) in _typeTests)
        {
            text.Append($"define internal i1 {symbol}(ptr %object) nounwind {{\n");
            text.Append("  %null = icmp eq ptr %object, null\n");
            text.Append("  br i1 %null, label %no, label %test\ntest:\n");
            text.Append("  %id = load i32, ptr %object, align 8, !invariant.load !1\n");
            text.Append("  switch i32 %id, label %no [");
            for (int id = 0; id < _types.Count; id++)
            {
                if (type.IsAssignableFrom(_types[id]))
                {
                    text.Append($" i32 {id}, label %yes");
                }
            }

            text.Append(" ]\nyes:\n  ret i1 true\nno:\n  ret i1 false\n}\n\n");
        }

        return text.ToString();
    }
}
