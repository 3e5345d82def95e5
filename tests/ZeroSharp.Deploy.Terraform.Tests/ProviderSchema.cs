namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>An argument of a block of the configuration.</summary>
/// <param name="Name">as HCL writes it</param>
/// <param name="IsRequired">whether it must be given</param>
/// <param name="IsBlock">whether it is written as a block, without equals sign; null where that is not known</param>
/// <param name="Nested">what is inside; null for a plain value</param>
internal sealed record SchemaArgument(string Name, bool IsRequired, bool? IsBlock, Func<SchemaBlock>? Nested);

/// <summary>What a block may hold.</summary>
/// <param name="Arguments">its arguments and blocks</param>
/// <param name="Exports">what references may read beside the arguments</param>
internal sealed record SchemaBlock(SchemaArgument[] Arguments, HashSet<string> Exports);

/// <summary>What the resources of a provider's version may hold.</summary>
internal interface IProviderSchema
{
    /// <summary>Which provider and version it is.</summary>
    string Version { get; }

    /// <summary>Whether blocks for time-outs are part of it.</summary>
    bool HasTimeouts { get; }

    /// <summary>What an object may hold; null if it is none of this schema's.</summary>
    SchemaBlock? Of(string kind, string type);

    /// <summary>Whether a name of HCL is that of an argument or export; schemas may have another style.</summary>
    bool IsName(string schemaName, string hclName);
}
