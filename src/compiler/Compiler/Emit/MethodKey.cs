using System.Reflection;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// Identity of a method instance. Reflection's own equality also compares the type through which
/// the method was found, so the same method could seem to be two.
/// </summary>
internal readonly record struct MethodKey(Module Module, int Token, Type? Owner, string Arguments)
{
    public static MethodKey Of(MethodBase method)
    {
        string arguments = method.IsGenericMethod
            ? string.Join(';', method.GetGenericArguments().Select(Identity))
            : string.Empty;
        return new MethodKey(method.Module, method.MetadataToken, method.DeclaringType, arguments);
    }

    private static string Identity(Type type) => $"{type.TypeHandle.Value}";
}
