using System.Reflection;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// Finds, for a method of the class library, the C# method in the guest runtime that replaces it
/// (see ReplacesAttribute).
/// </summary>
internal sealed class ReplacementTable
{
    private const BindingFlags StaticMethods =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Dictionary<Type, Type> _classes = [];
    private readonly Dictionary<MethodKey, MethodBase?> _found = [];

    public ReplacementTable(Assembly? runtime)
    {
        foreach (Type type in runtime?.GetTypes() ?? [])
        {
            CustomAttributeData? attribute = type.CustomAttributes.FirstOrDefault(
                data => data.AttributeType.FullName == "ZeroSharp.Guest.Abi.ReplacesAttribute");
            if (attribute is not null)
            {
                _classes.Add((Type)attribute.ConstructorArguments[0].Value!, type);
            }
        }
    }

    public MethodBase? Find(MethodBase method)
    {
        MethodKey key = MethodKey.Of(method);
        if (!_found.TryGetValue(key, out MethodBase? replacement))
        {
            replacement = Search(method);
            _found.Add(key, replacement);
        }

        return replacement;
    }

    private MethodInfo? Search(MethodBase method)
    {
        Type owner = method.DeclaringType!;
        Type definition = owner.IsGenericType ? owner.GetGenericTypeDefinition() : owner;
        if (!_classes.TryGetValue(definition, out Type? replacing))
        {
            return null;
        }

        if (owner.IsGenericType)
        {
            replacing = replacing.MakeGenericType(owner.GetGenericArguments());
        }

        string name = method.IsConstructor ? "Construct" : method.Name;
        Type[] arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        Type[] wanted = Parameters(method);
        return replacing.GetMethods(StaticMethods)
            .Where(candidate => candidate.Name == name
                && candidate.GetGenericArguments().Length == arguments.Length)
            .Select(candidate => arguments.Length > 0
                ? candidate.MakeGenericMethod(arguments)
                : candidate)
            .FirstOrDefault(candidate => candidate.GetParameters()
                .Select(parameter => parameter.ParameterType).SequenceEqual(wanted));
    }

    private static Type[] Parameters(MethodBase method)
    {
        IEnumerable<Type> parameters =
            method.GetParameters().Select(parameter => parameter.ParameterType);
        if (method.IsStatic)
        {
            return [.. parameters];
        }

        Type self = method.DeclaringType!;
        return [self.IsValueType ? self.MakeByRefType() : self, .. parameters];
    }
}
