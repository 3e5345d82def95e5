namespace ZeroSharp.Guest.Abi;

/// <summary>
/// Marks code beside guest code that only .NET runs, such as what writes a guest's input. It may use
/// all of C#; a guest that calls it, or reads its static fields, does not compile.
/// </summary>
/// <remarks>
/// A type's mark covers its nested types. Prefer a marked type to marked methods: the lambdas of a
/// marked method lie outside of it in the compiled assembly.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface
    | AttributeTargets.Method | AttributeTargets.Constructor)]
public sealed class HostOnlyAttribute : Attribute;
