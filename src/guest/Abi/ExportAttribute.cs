namespace ZeroSharp.Guest.Abi;

/// <summary>
/// Gives a static method a symbol that code generation calls by name, such as memcpy.
/// </summary>
/// <param name="symbol">The symbol.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExportAttribute(string symbol) : Attribute
{
    public string Symbol { get; } = symbol;
}
