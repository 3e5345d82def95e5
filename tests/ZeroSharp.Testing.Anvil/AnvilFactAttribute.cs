namespace ZeroSharp.Testing.Anvil;

/// <summary>A fact that needs anvil, and is skipped with the reason where it cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnvilFactAttribute : FactAttribute
{
    public AnvilFactAttribute() => Skip = AnvilTools.WhyAbsent;
}

/// <summary>A theory that needs anvil, and is skipped with the reason where it cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnvilTheoryAttribute : TheoryAttribute
{
    public AnvilTheoryAttribute() => Skip = AnvilTools.WhyAbsent;
}
