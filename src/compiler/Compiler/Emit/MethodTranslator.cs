using System.Reflection;
using System.Reflection.Metadata;
using System.Text;
using ZeroSharp.Compiler.Il;
using ZeroSharp.Compiler.Types;
using TypeLayout = ZeroSharp.Compiler.Types.TypeLayout;

namespace ZeroSharp.Compiler.Emit;

/// <summary>Translates the IL of one method instance to an LLVM function.</summary>
internal sealed partial class MethodTranslator
{
    /// <summary>Where the program puts the stack guard of a recursive function.</summary>
    public const string GuardMark = "; guard\n";

    private readonly GuestProgram _program;
    private readonly LayoutTable _layouts;
    private readonly MethodBase _method;
    private readonly MethodBody _body;
    private readonly Signature _signature;
    private readonly FunctionWriter _writer = new();
    private readonly IReadOnlyList<IlInstruction> _code;
    private readonly Dictionary<int, int> _indexOf = [];
    private readonly Type[] _typeArguments;
    private readonly Type[] _methodArguments;
    private readonly List<string> _arguments = [];
    private readonly List<string> _locals = [];
    private readonly List<TypeLayout> _localLayouts = [];
    private readonly List<Value> _stack = [];
    private int _at;
    private Type? _constrained;
    private bool _isUnaligned;

    public MethodTranslator(GuestProgram program, MethodBase method, MethodBody body)
    {
        _program = program;
        _layouts = program.Layouts;
        _method = method;
        _body = body;
        _code = IlDecoder.Decode(_body.GetILAsByteArray());
        for (int i = 0; i < _code.Count; i++)
        {
            _indexOf.Add(_code[i].Offset, i);
        }

        _typeArguments = method.DeclaringType?.GetGenericArguments() ?? [];
        _methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        _signature = Guarded(() => new Signature(method, _layouts));
    }

    /// <summary>The whole function definition.</summary>
    public string Translate(string symbol, string attributes)
    {
        string prologue = Guarded(Prologue);
        TranslateBlocks();
        StringBuilder text = new();
        text.Append(_signature.Define(symbol)).Append(' ').Append(attributes).Append(" {\n");
        text.Append(_writer.Finish(prologue)).Append("}\n\n");
        return text.ToString();
    }

    private GuestCompilationException Unsupported(string what) =>
        new(what, _program.Sources.Describe(_method, _code.Count == 0 ? 0 : _code[_at].Offset));

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnsupportedTypeException exception)
        {
            throw Unsupported(exception.Message);
        }
    }

    // Stores the parameters to variables and zeroes the locals; LLVM turns both into registers.
    private string Prologue()
    {
        StringBuilder text = new();
        for (int i = 0; i < _signature.Parameters.Count; i++)
        {
            TypeLayout layout = _signature.Parameters[i];
            if (layout.IsStruct && !layout.PassesAsScalars)
            {
                _arguments.Add($"%p{i}");
                continue;
            }

            string variable = _writer.Variable(layout.Llvm, Math.Max(layout.AccessAlign, 1));
            _arguments.Add(variable);
            if (!layout.IsStruct)
            {
                text.Append($"  store {layout.Llvm} %p{i}, ptr {variable}{Access(layout)}\n");
                continue;
            }

            for (int j = 0; j < layout.Leaves!.Count; j++)
            {
                Leaf leaf = layout.Leaves[j];
                text.Append($"  {variable}.{j} = getelementptr inbounds i8, ptr {variable}, ");
                text.Append($"i64 {leaf.Offset}\n");
                text.Append($"  store {leaf.Scalar.Llvm} %p{i}.{j}, ptr {variable}.{j}");
                text.Append(Access(leaf.Scalar)).Append('\n');
            }
        }

        foreach (LocalVariableInfo local in _body.LocalVariables)
        {
            TypeLayout layout = _layouts.Of(local.LocalType);
            string variable = _writer.Variable(layout.Llvm, Math.Max(layout.Align, 1));
            _locals.Add(variable);
            _localLayouts.Add(layout);
            if (_body.InitLocals)
            {
                text.Append("  ").Append(ZeroText(variable, layout)).Append('\n');
            }
        }

        return text.Append(GuardMark).Append("  br label %b0\n").ToString();
    }

    private void Push(Value value) => _stack.Add(value);

    /// <summary>Takes a value; a type, which exists during translation only, is none.</summary>
    private Value Pop()
    {
        Value value = PopToken();
        return value.Member is Type type
            ? throw Unsupported($"typeof({type.Name}) as an object is not in the guest subset")
            : value;
    }

    /// <summary>Takes a value that may be what ldtoken pushed.</summary>
    private Value PopToken()
    {
        if (_stack.Count == 0)
        {
            throw Unsupported("the evaluation stack is empty: the IL is invalid");
        }

        Value value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private Type ResolveType(int token) =>
        _method.Module.ResolveType(token, _typeArguments, _methodArguments);

    private FieldInfo ResolveField(int token) =>
        _method.Module.ResolveField(token, _typeArguments, _methodArguments)!;

    private MethodBase ResolveMethod(int token) =>
        _method.Module.ResolveMethod(token, _typeArguments, _methodArguments)!;

    private ILOpCode? NextCode => _at + 1 < _code.Count ? _code[_at + 1].Code : null;
}
