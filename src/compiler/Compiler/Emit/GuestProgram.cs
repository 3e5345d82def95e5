using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using ZeroSharp.Compiler.Il;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// A whole guest: every method, class and static field that is reachable from Main, each generic
/// instance on its own.
/// </summary>
internal sealed partial class GuestProgram
{
    private const string CommonAttributes = "nounwind";

    private readonly GuestLoadContext _context;
    private readonly ReplacementTable _replacements;
    private readonly Dictionary<MethodKey, string> _functions = [];
    private readonly Dictionary<string, int> _symbols = [];
    private readonly Queue<(MethodBase Method, string Symbol)> _pending = new();
    private readonly Dictionary<Type, int> _typeIds = [];
    private readonly List<Type> _types = [];
    private readonly List<(string Symbol, string Text)> _bodies = [];
    private readonly CallGraph _calls = new();
    private string _caller = "@zs_main";

    public GuestProgram(GuestLoadContext context, SourceMap sources)
    {
        _context = context;
        Sources = sources;
        Image = new StaticImage(this);
        _replacements = new ReplacementTable(context.Runtime);
    }

    public LayoutTable Layouts { get; } = new();

    public SourceMap Sources { get; }

    public StaticImage Image { get; }

    /// <summary>Whether an assembly is part of the guest.</summary>
    public bool Owns(Assembly assembly) => _context.Owns(assembly);

    /// <summary>The C# method that stands for a class library method, or null.</summary>
    public MethodBase? Replacement(MethodBase method) =>
        Owns(method.Module.Assembly) ? null : _replacements.Find(method);

    /// <summary>Whether only .NET runs a method: it, or a type around it, is [HostOnly].</summary>
    public bool IsHostOnly(MethodBase method) => Owns(method.Module.Assembly)
        && (HasAttribute(method, "HostOnlyAttribute") || IsHostOnly(method.DeclaringType));

    /// <inheritdoc cref="IsHostOnly(MethodBase)"/>
    public bool IsHostOnly(Type? type) => type is not null && Owns(type.Assembly)
        && (HasAttribute(type, "HostOnlyAttribute") || IsHostOnly(type.DeclaringType));

    /// <summary>The number of the environment call that a method is, or null.</summary>
    public int? EcallNumber(MethodBase method) => Owns(method.Module.Assembly)
        ? (int?)Argument(method, "EcallAttribute")
        : null;

    /// <summary>The id in the header of a class's objects; marks the class as existing.</summary>
    public int TypeId(Type type)
    {
        if (!_typeIds.TryGetValue(type, out int id))
        {
            id = _types.Count;
            _types.Add(type);
            _typeIds.Add(type, id);
        }

        return id;
    }

    /// <summary>
    /// The symbol of a method instance, which is queued for translation; null where its body is
    /// outside of the guest subset.
    /// </summary>
    public string? Function(MethodBase method)
    {
        if (method.IsAbstract || !IsCompiled(method))
        {
            return null;
        }

        MethodKey key = MethodKey.Of(method);
        if (!_functions.TryGetValue(key, out string? symbol))
        {
            symbol = (string?)Argument(method, "ExportAttribute") is { } export
                ? $"@{export}"
                : NewSymbol(NameOf(method));
            _functions.Add(key, symbol);
            _pending.Enqueue((method, symbol));
        }

        _calls.Add(_caller, symbol);
        return symbol;
    }

    /// <summary>The method that a class or struct runs for a virtual or interface method.</summary>
    public static MethodInfo? FindImplementation(Type type, MethodInfo method)
    {
        MethodInfo? found = method.DeclaringType!.IsInterface
            ? InterfaceImplementation(type, method)
            : Override(type, method);
        return found is { IsGenericMethodDefinition: true }
            ? found.MakeGenericMethod(method.GetGenericArguments())
            : found;
    }

    /// <summary>The LLVM module.</summary>
    public string Translate(MethodInfo main)
    {
        foreach (MethodInfo export in Exports())
        {
            Function(export);
        }

        string entry = Function(main)!;
        do
        {
            while (_pending.TryDequeue(out (MethodBase Method, string Symbol) next))
            {
                Translate(next.Method, next.Symbol);
            }

            ResolveDispatches();
        }
        while (_pending.Count > 0);

        string dynamic = DispatchText() + TypeTestText();
        return RuntimeText.Module(main.ReturnType != typeof(void), entry, ElementSizes())
            + Image.Text + GuardedBodies() + dynamic;
    }

    // Only a function that can call itself again can use up the stack.
    private string GuardedBodies()
    {
        HashSet<string> recursive = _calls.Recursive();
        StringBuilder text = new();
        foreach ((string symbol, string body) in _bodies)
        {
            text.Append(body.Replace(
                MethodTranslator.GuardMark,
                recursive.Contains(symbol) ? RuntimeText.StackGuard : string.Empty,
                StringComparison.Ordinal));
        }

        return text.ToString();
    }

    /// <summary>
    /// Translates every method of an assembly that is not generic, and what they call, and returns
    /// what is outside of the guest subset.
    /// </summary>
    public IReadOnlyList<GuestCompilationException> Check(Assembly assembly)
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public
            | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (Type type in assembly.GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>()
                .Concat(type.GetConstructors(All).Where(constructor => !constructor.IsStatic))
                .Where(method => !method.ContainsGenericParameters && EcallNumber(method) is null
                    && !IsHostOnly(method)))
            {
                Function(method);
            }
        }

        List<GuestCompilationException> errors = [];
        while (_pending.TryDequeue(out (MethodBase Method, string Symbol) next))
        {
            try
            {
                Translate(next.Method, next.Symbol);
            }
            catch (GuestCompilationException exception)
            {
                errors.Add(exception);
            }
        }

        return errors;
    }

    private void Translate(MethodBase method, string symbol)
    {
        MethodBody? body = method.GetMethodBody();
        if (body is null)
        {
            throw new GuestCompilationException(
                "extern methods are not in the guest subset", Sources.Describe(method, 0));
        }

        _caller = symbol;
        MethodTranslator translator = new(this, method, body);
        string text = translator.Translate(symbol, Attributes(method));
        _bodies.Add((symbol, symbol.StartsWith("@\"", StringComparison.Ordinal)
            ? text
            : text.Replace("define internal", "define dso_local", StringComparison.Ordinal)));
    }

    private static string Attributes(MethodBase method)
    {
        MethodImplAttributes flags = method.MethodImplementationFlags;
        StringBuilder attributes = new(CommonAttributes);
        if ((flags & MethodImplAttributes.AggressiveInlining) != 0)
        {
            attributes.Append(" alwaysinline");
        }

        if ((flags & MethodImplAttributes.NoInlining) != 0)
        {
            attributes.Append(" noinline");
        }

        if (Argument(method, "ExportAttribute") is not null)
        {
            // Or LLVM would find the copy loop in memcpy and call memcpy for it.
            attributes.Append(" noinline \"no-builtins\"");
        }

        return attributes.ToString();
    }

    private bool IsCompiled(MethodBase method)
    {
        if (Owns(method.Module.Assembly))
        {
            return true;
        }

        Type type = method.DeclaringType!;
        return KnownMethods.IsCompiled(DefinitionName(type), type.IsPrimitive, method.Name);
    }

    /// <summary>The full name of a type, open if it is generic.</summary>
    public static string DefinitionName(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!;

    private IEnumerable<MethodInfo> Exports() => (_context.Runtime?.GetTypes() ?? [])
        .SelectMany(type => type.GetMethods(
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(method => Argument(method, "ExportAttribute") is not null)
        .OrderBy(method => method.MetadataToken);

    // Attributes of the guest have another identity than the compiler's own.
    private static CustomAttributeData? Attribute(MemberInfo member, string attribute) => member
        .CustomAttributes
        .FirstOrDefault(data => data.AttributeType.FullName == $"ZeroSharp.Guest.Abi.{attribute}");

    private static bool HasAttribute(MemberInfo member, string attribute) =>
        Attribute(member, attribute) is not null;

    private static object? Argument(MethodBase method, string attribute) =>
        Attribute(method, attribute)?.ConstructorArguments[0].Value;

    private string NewSymbol(string name)
    {
        int count = _symbols.GetValueOrDefault(name);
        _symbols[name] = count + 1;
        return count == 0 ? $"@\"{name}\"" : $"@\"{name}#{count}\"";
    }

    private static string NameOf(MethodBase method)
    {
        string arguments = method.IsGenericMethod
            ? $"<{string.Join(',', method.GetGenericArguments().Select(type => type.ToString()))}>"
            : string.Empty;
        return $"{method.DeclaringType}.{method.Name}{arguments}";
    }

    private static MethodInfo? InterfaceImplementation(Type type, MethodInfo method)
    {
        Type owner = method.DeclaringType!;
        if (!owner.IsAssignableFrom(type))
        {
            return null;
        }

        InterfaceMapping map = type.GetInterfaceMap(owner);
        for (int i = 0; i < map.InterfaceMethods.Length; i++)
        {
            if (map.InterfaceMethods[i].MetadataToken == method.MetadataToken)
            {
                MethodInfo? target = map.TargetMethods[i];
                return target is null || target.IsAbstract ? null : target;
            }
        }

        return null;
    }

    private static MethodInfo? Override(Type type, MethodInfo method)
    {
        MethodInfo definition = method.GetBaseDefinition();
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            foreach (MethodInfo candidate in at.GetMethods(BindingFlags.Instance
                | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (candidate.CustomAttributes.Any(data =>
                    data.AttributeType.Name == nameof(PreserveBaseOverridesAttribute)))
                {
                    throw new UnsupportedTypeException(
                        $"{at}.{candidate.Name}: overrides with another return type are not in the "
                        + "guest subset");
                }

                if (candidate.IsVirtual && candidate.Name == method.Name
                    && MethodKey.Of(candidate.GetBaseDefinition()) == MethodKey.Of(definition))
                {
                    return candidate.IsAbstract ? null : candidate;
                }
            }
        }

        return null;
    }

    private string ElementSizes()
    {
        IEnumerable<string> sizes = _types.Select(type => type.IsArray
            ? $"i32 {Layouts.Of(type.GetElementType()!).Size}"
            : "i32 0");
        return $"[{_types.Count} x i32] [{string.Join(", ", sizes)}]";
    }
}
