using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>
/// The google-beta provider 7.45.0 as Pulumi's package declares it. Names are in camel case there, those of lists in
/// the plural; a block that may be given once is no list. Which arguments are blocks is not said.
/// </summary>
internal sealed partial class PulumiSchema : IProviderSchema
{
    // Where a type is follows no rule that would be shorter than the table.
    private static readonly Dictionary<string, string> FileOfType = new()
    {
        ["resource.google_compute_firewall"] = "compute/firewall",
        ["resource.google_compute_global_address"] = "compute/globalAddress",
        ["resource.google_compute_network"] = "compute/network",
        ["resource.google_compute_router"] = "compute/router",
        ["resource.google_compute_router_nat"] = "compute/routerNat",
        ["resource.google_compute_subnetwork"] = "compute/subnetwork",
        ["resource.google_container_cluster"] = "container/cluster",
        ["resource.google_container_node_pool"] = "container/nodePool",
        ["resource.google_project_iam_member"] = "projects/iammember",
        ["resource.google_project_service"] = "projects/service",
        ["resource.google_secret_manager_secret"] = "secretmanager/secret",
        ["resource.google_secret_manager_secret_version"] = "secretmanager/secretVersion",
        ["resource.google_service_account"] = "serviceaccount/account",
        ["resource.google_service_networking_connection"] = "servicenetworking/connection",
        ["resource.google_sql_database"] = "sql/database",
        ["resource.google_sql_database_instance"] = "sql/databaseInstance",
        ["resource.google_sql_user"] = "sql/user",
        ["resource.google_storage_bucket"] = "storage/bucket",
        ["resource.google_storage_bucket_iam_member"] = "storage/bucketIAMMember",
        ["resource.google_storage_hmac_key"] = "storage/hmacKey",
        ["data.google_project"] = "organizations/getProject",
    };

    private readonly Dictionary<string, string> _files;
    private readonly Dictionary<string, string> _interfaces;

    public PulumiSchema(string archive)
    {
        HashSet<string> wanted = FileOfType.Values.Select(file => file + ".d.ts")
            .Append("types/input.d.ts")
            .ToHashSet();
        _files = PackageArchive.Read(archive, wanted.Contains);
        _interfaces = InterfacesOf(_files["types/input.d.ts"]);
    }

    public string Version => "google-beta 7.45.0";

    public bool HasTimeouts => false;

    public bool IsName(string schemaName, string hclName)
    {
        string camel = Underscored().Replace(hclName, match => match.Groups[1].Value.ToUpperInvariant());
        return schemaName == camel || schemaName == camel + "s" || schemaName == camel + "es"
            || (camel.EndsWith('y') && schemaName == camel[..^1] + "ies");
    }

    public SchemaBlock? Of(string kind, string type)
    {
        if (!FileOfType.TryGetValue($"{kind}.{type}", out string? file))
        {
            return null;
        }

        string text = _files[file + ".d.ts"];
        string arguments = kind == "data" ? @"interface Get\w+Args" : @"interface \w+Args";
        string exports = kind == "data"
            ? @"interface Get\w+Result"
            : @"declare class \w+ extends pulumi\.CustomResource";
        return new SchemaBlock(
            ArgumentsOf(BodyOf(text, arguments)),
            Member().Matches(BodyOf(text, exports)).Select(member => member.Groups["name"].Value).ToHashSet());
    }

    private static string BodyOf(string text, string head)
    {
        Match match = Regex.Match(text, $@"export {head} \{{(.*?)\n\}}", RegexOptions.Singleline);
        Assert.True(match.Success, $"{head} is not where it is expected");
        return match.Groups[1].Value;
    }

    private static Dictionary<string, string> InterfacesOf(string text)
    {
        Dictionary<string, string> found = [];
        foreach (Match section in Section().Matches(text))
        {
            foreach (Match item in Interface().Matches(section.Groups["body"].Value))
            {
                found[$"{section.Groups["name"].Value}.{item.Groups["name"].Value}"] = item.Groups["body"].Value;
            }
        }

        return found;
    }

    private SchemaArgument[] ArgumentsOf(string body) => Member().Matches(body)
        .Select(member =>
        {
            Match nested = NestedType().Match(member.Groups["type"].Value);
            return new SchemaArgument(
                member.Groups["name"].Value,
                member.Groups["optional"].Length == 0,
                null,
                nested.Success ? () => new SchemaBlock(ArgumentsOf(_interfaces[nested.Groups[1].Value]), []) : null);
        })
        .ToArray();

    [GeneratedRegex(@"\n *(?:readonly )?(?<name>\w+)(?<optional>\??): (?<type>[^\n]*)")]
    private static partial Regex Member();

    [GeneratedRegex(@"inputs\.(\w+\.\w+)")]
    private static partial Regex NestedType();

    [GeneratedRegex("_([a-z0-9])")]
    private static partial Regex Underscored();

    [GeneratedRegex(@"\nexport declare namespace (?<name>\w+) \{(?<body>.*?)\n\}", RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\n    interface (?<name>\w+) \{(?<body>.*?)\n    \}", RegexOptions.Singleline)]
    private static partial Regex Interface();
}
