namespace ZeroSharp.Conformance.Tests;

/// <summary>Finds test data outside of the repository.</summary>
internal static class DataSet
{
    public const string Variable = "ZEROSHARP_DATA";

    /// <summary>Why the set cannot be used, or null where it can.</summary>
    public static string? WhyAbsent(string set)
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(root))
        {
            return $"{Variable} names no folder with unpacked data sets";
        }
        return Directory.Exists(Path.Combine(root, set)) ? null : $"no set {set} in {Variable}";
    }

    /// <summary>The path of a file of the set.</summary>
    public static string PathOf(params string[] parts) =>
        Path.Combine([Environment.GetEnvironmentVariable(Variable)!, .. parts]);
}

/// <summary>A fact that needs a data set, and is skipped with the reason where it is absent.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string set) => Skip = DataSet.WhyAbsent(set);
}

/// <summary>A theory that needs a data set, and is skipped with the reason where it is absent.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute(string set) => Skip = DataSet.WhyAbsent(set);
}
