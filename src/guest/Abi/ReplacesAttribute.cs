namespace ZeroSharp.Guest.Abi;

/// <summary>
/// Marks a static class whose methods the guest compiler takes in place of the methods of a class
/// library type. An instance method becomes a static one with `this` as first parameter (by
/// reference for a struct), a constructor becomes a method named Construct, and a generic type's
/// parameters become the class's.
/// </summary>
/// <param name="type">The type, open if it is generic.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReplacesAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}
