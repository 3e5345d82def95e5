using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>What the deployment promises: identities, networks, pools, bucket, database.</summary>
public sealed partial class PolicyTests
{
    private const string ProvingKey = "zerosharp.dev/proving";

    private static HclModule Module => HclModule.Deployed;

    private static JsonElement Cluster => Module["google_container_cluster.this"].Body;

    private static JsonElement DefaultPool => Module["google_container_node_pool.default"].Body;

    private static JsonElement ProvingPool => Module["google_container_node_pool.proving"].Body;

    private static JsonElement Bucket => Module["google_storage_bucket.artifacts"].Body;

    [TerraformFact]
    public void ProvingPool_Taint_IsTheOneThatWorkersTolerate()
    {
        JsonElement node = HclModule.BlockOf(ProvingPool, "node_config");
        JsonElement taint = HclModule.BlockOf(node, "taint");

        Assert.Equal(ProvingKey, Module.Locals["proving_key"].GetString());
        Assert.Equal("${local.proving_key}", HclModule.TextOf(taint, "key"));
        Assert.Equal("true", HclModule.TextOf(taint, "value"));
        Assert.Equal("NO_SCHEDULE", HclModule.TextOf(taint, "effect"));
        Assert.Equal("""{"${(local.proving_key)}":"true"}""", node.GetProperty("labels").GetRawText().Replace(" ", ""));
    }

    [TerraformFact]
    public void ProvingPool_Autoscaling_BeginsAtNothing()
    {
        JsonElement scaling = HclModule.BlockOf(ProvingPool, "autoscaling");

        Assert.Equal("0", HclModule.TextOf(scaling, "total_min_node_count"));
        Assert.Equal("${var.proving_pool_max_nodes}", HclModule.TextOf(scaling, "total_max_node_count"));
        Assert.Equal("0", HclModule.TextOf(ProvingPool, "initial_node_count"));
    }

    [TerraformFact]
    public void Spot_IsForTheProvingPoolAndOffByDefault()
    {
        Assert.False(HclModule.BlockOf(DefaultPool, "node_config").GetProperty("spot").GetBoolean());
        Assert.False(HclModule.BlockOf(DefaultPool, "node_config").TryGetProperty("taint", out JsonElement _));
        Assert.Equal(
            "${var.proving_pool_spot}", HclModule.TextOf(HclModule.BlockOf(ProvingPool, "node_config"), "spot"));
        Assert.False(Module.Variables["proving_pool_spot"].GetProperty("default").GetBoolean());
        Assert.All([DefaultPool, ProvingPool], pool => Assert.False(
            HclModule.BlockOf(pool, "node_config").TryGetProperty("preemptible", out JsonElement _)));
    }

    [TerraformFact]
    public void Pools_Nodes_AreHardenedAndRepaired() => Assert.All([DefaultPool, ProvingPool], pool =>
    {
        JsonElement node = HclModule.BlockOf(pool, "node_config");
        JsonElement shielded = HclModule.BlockOf(node, "shielded_instance_config");
        JsonElement management = HclModule.BlockOf(pool, "management");

        Assert.True(shielded.GetProperty("enable_secure_boot").GetBoolean());
        Assert.True(shielded.GetProperty("enable_integrity_monitoring").GetBoolean());
        Assert.Equal(
            "${local.node_metadata_mode}",
            HclModule.TextOf(HclModule.BlockOf(node, "workload_metadata_config"), "mode"));
        Assert.Equal(
            "FALSE",
            HclModule.TextOf(HclModule.BlockOf(node, "kubelet_config"), "insecure_kubelet_readonly_port_enabled"));
        Assert.Equal("${google_service_account.nodes.email}", HclModule.TextOf(node, "service_account"));
        Assert.True(management.GetProperty("auto_repair").GetBoolean());
        Assert.True(management.GetProperty("auto_upgrade").GetBoolean());
        Assert.Equal("0", HclModule.TextOf(HclModule.BlockOf(pool, "upgrade_settings"), "max_unavailable"));
    });

    [TerraformFact]
    public void Cluster_IsPrivateAndEnforcesNetworkPolicies()
    {
        Assert.Equal("GKE_METADATA", Module.Locals["node_metadata_mode"].GetString());
        Assert.Equal("ADVANCED_DATAPATH", HclModule.TextOf(Cluster, "datapath_provider"));
        Assert.True(HclModule.BlockOf(Cluster, "private_cluster_config")
            .GetProperty("enable_private_nodes").GetBoolean());
        Assert.Equal(
            "${var.project_id}.svc.id.goog",
            HclModule.TextOf(HclModule.BlockOf(Cluster, "workload_identity_config"), "workload_pool"));
        Assert.False(HclModule.BlockOf(Cluster, "master_authorized_networks_config")
            .GetProperty("gcp_public_cidrs_access_enabled").GetBoolean());
        Assert.True(HclModule.BlockOf(HclModule.BlockOf(Cluster, "addons_config"), "gcs_fuse_csi_driver_config")
            .GetProperty("enabled").GetBoolean());
        Assert.Equal("${var.deletion_protection}", HclModule.TextOf(Cluster, "deletion_protection"));
        Assert.True(Module.Variables["deletion_protection"].GetProperty("default").GetBoolean());
    }

    [TerraformFact]
    public void AuthorizedNetworks_OfTheCluster_AreTheVariablesOnly()
    {
        JsonElement networks = HclModule.BlockOf(Cluster, "master_authorized_networks_config");
        JsonElement generated = networks.GetProperty("dynamic").GetProperty("cidr_blocks")[0];

        Assert.Equal("${var.master_authorized_networks}", HclModule.TextOf(generated, "for_each"));
        Assert.False(networks.TryGetProperty("cidr_blocks", out JsonElement _));
        Assert.Contains(
            Module.Variables["master_authorized_networks"].GetProperty("validation").EnumerateArray(),
            validation => HclModule.TextOf(validation, "condition")!.Contains("[1]) >= 8", StringComparison.Ordinal));
    }

    [TerraformFact]
    public void Roles_OfAllIdentities_AreTheFewThatAreNeeded()
    {
        string[] roles = Module.Files
            .SelectMany(file => Role().Matches(file.Text))
            .Select(match => match.Value)
            .Distinct()
            .Order()
            .ToArray();

        Assert.Equal(
            [
                "roles/artifactregistry.reader", "roles/container.defaultNodeServiceAccount",
                "roles/storage.legacyBucketReader", "roles/storage.objectUser",
            ],
            roles);
        Assert.All(
            Module.Objects.Where(item => item.Type.Contains("_iam_", StringComparison.Ordinal)),
            item => Assert.EndsWith("_iam_member", item.Type, StringComparison.Ordinal));
    }

    [TerraformFact]
    public void Bucket_IsClosedToThePublicAndKeepsNothingForEver()
    {
        Assert.True(Bucket.GetProperty("uniform_bucket_level_access").GetBoolean());
        Assert.Equal("enforced", HclModule.TextOf(Bucket, "public_access_prevention"));
        Assert.False(HclModule.BlockOf(Bucket, "versioning").GetProperty("enabled").GetBoolean());
        Assert.Equal(
            "${var.artifact_soft_delete_days * 86400}",
            HclModule.TextOf(HclModule.BlockOf(Bucket, "soft_delete_policy"), "retention_duration_seconds"));
        Assert.Equal(
            ["Delete after ${var.artifact_retention_days}", "AbortIncompleteMultipartUpload after 1"],
            Bucket.GetProperty("lifecycle_rule").EnumerateArray().Select(rule =>
                $"{HclModule.TextOf(HclModule.BlockOf(rule, "action"), "type")} after "
                + HclModule.TextOf(HclModule.BlockOf(rule, "condition"), "age")));
    }

    [TerraformFact]
    public void Bucket_OfPods_IsReachedByTheirOwnIdentity()
    {
        JsonElement binding = Module["google_storage_bucket_iam_member.chart"].Body;

        Assert.Equal(
            "principal://iam.googleapis.com/${local.workload_identity_pool}"
            + "/subject/ns/${var.chart_namespace}/sa/${each.value}",
            HclModule.TextOf(binding, "member"));
        Assert.Equal("test", HclModule.TextOf(Module.Variables["chart_release"], "default"));
        Assert.Equal("zero", HclModule.TextOf(Module.Variables["chart_namespace"], "default"));
    }

    [TerraformFact]
    public void Database_IsPrivateEncryptedAndBackedUp()
    {
        JsonElement settings = HclModule.BlockOf(Module["google_sql_database_instance.this"].Body, "settings");
        JsonElement network = HclModule.BlockOf(settings, "ip_configuration");
        JsonElement backup = HclModule.BlockOf(settings, "backup_configuration");

        Assert.False(network.GetProperty("ipv4_enabled").GetBoolean());
        Assert.Equal("ENCRYPTED_ONLY", HclModule.TextOf(network, "ssl_mode"));
        Assert.True(backup.GetProperty("enabled").GetBoolean());
        Assert.True(backup.GetProperty("point_in_time_recovery_enabled").GetBoolean());
        Assert.False(Module.Variables["database_enabled"].GetProperty("default").GetBoolean());
    }

    [TerraformFact]
    public void Secrets_AreWriteOnlyAndInNoOutput()
    {
        string[] kept = ["password", "secret_data"];

        Assert.Empty(Module.Objects.Where(item => kept.Any(name => item.Body.TryGetProperty(name, out JsonElement _))));
        Assert.DoesNotContain(
            Module.Files.Single(file => Path.GetFileName(file.Path) == "outputs.tf").References,
            reference => HclModule.PathOf(reference)[^1] is "secret" or "secret_data" or "result");
        Assert.Empty(Module.Objects.Where(item => item.Kind == "resource" && item.Type == "random_password"));
    }

    [TerraformFact]
    public void OptionalParts_AreOffByDefault()
    {
        string[] switches = Module.Objects.Select(item => HclModule.TextOf(item.Body, "count"))
            .OfType<string>()
            .Distinct()
            .Order()
            .ToArray();

        Assert.Equal(["${var.artifact_s3_access ? 1 : 0}", "${var.database_enabled ? 1 : 0}"], switches);
        Assert.False(Module.Variables["artifact_s3_access"].GetProperty("default").GetBoolean());
        Assert.False(Module.Variables["database_enabled"].GetProperty("default").GetBoolean());
        Assert.All(
            Module.Objects.Where(item => item.Type.StartsWith("google_sql_", StringComparison.Ordinal)),
            item => Assert.Equal(switches[1], HclModule.TextOf(item.Body, "count")));
    }

    [TerraformFact]
    public void Networks_ByDefault_DoNotOverlap()
    {
        IPNetwork[] networks = new[] { "nodes_cidr", "pods_cidr", "services_cidr", "control_plane_cidr" }
            .Select(name => IPNetwork.Parse(HclModule.TextOf(Module.Variables[name], "default")!))
            .ToArray();

        Assert.All(networks, one => Assert.DoesNotContain(
            networks, other => !one.Equals(other) && one.Contains(other.BaseAddress)));
    }

    [TerraformFact]
    public void PodRange_ByDefault_HasRoomForAllNodes()
    {
        // A node takes a /24 of pods.
        IPNetwork pods = IPNetwork.Parse(HclModule.TextOf(Module.Variables["pods_cidr"], "default")!);
        int room = 1 << (24 - pods.PrefixLength);
        int nodes = Default("default_pool_max_nodes") + Default("proving_pool_max_nodes");

        Assert.InRange(nodes, 1, room);
    }

    [TerraformTheory]
    [InlineData("project_id", "my-project-id", true)]
    [InlineData("project_id", "My Project", false)]
    [InlineData("project_id", "short", false)]
    [InlineData("region", "europe-west4", true)]
    [InlineData("region", "europe-west4-a", false)]
    [InlineData("name", "zerosharp", true)]
    [InlineData("name", "a-name-of-nineteen-", false)]
    [InlineData("default_pool_machine_type", "c3d-highcpu-8", true)]
    [InlineData("default_pool_machine_type", "e2-standard-4", false)]
    [InlineData("default_pool_machine_type", "t2a-standard-4", false)]
    [InlineData("proving_pool_machine_type", "c2d-highmem-32", true)]
    [InlineData("proving_pool_machine_type", "c3d-highcpu-16", false)]
    [InlineData("proving_pool_machine_type", "n1-standard-16", false)]
    [InlineData("artifact_bucket_name", "Artifacts", false)]
    [InlineData("database_version", "POSTGRES_17", true)]
    [InlineData("database_version", "MYSQL_8_0", false)]
    [InlineData("database_tier", "db-custom-4-15360", true)]
    [InlineData("database_tier", "db-perf-optimized-N-2", false)]
    [InlineData("chart_namespace", "Zero", false)]
    public void Validation_OfAValue_Decides(string variable, string value, bool isValid)
    {
        Regex[] patterns = PatternsOf(variable);

        Assert.NotEmpty(patterns);
        Assert.Equal(isValid, patterns.All(pattern => pattern.IsMatch(value)));
    }

    [TerraformFact]
    public void Validation_OfDefaults_HoldsForEachText()
    {
        (string Name, string Value)[] defaults = Module.Variables
            .Where(variable => variable.Value.TryGetProperty("default", out JsonElement value)
                && value.ValueKind == JsonValueKind.String)
            .Select(variable => (variable.Key, HclModule.TextOf(variable.Value, "default")!))
            .ToArray();

        Assert.True(defaults.Length > 10);
        Assert.All(defaults, setting => Assert.All(
            PatternsOf(setting.Name), pattern => Assert.Matches(pattern, setting.Value)));
    }

    [TerraformFact]
    public void Readme_OfTheFolder_PricesTheDefaults()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Terraform, "README.md"));

        Assert.All(
            ["default_pool_machine_type", "proving_pool_machine_type", "database_tier", "region"],
            name => Assert.Contains(
                HclModule.TextOf(Module.Variables[name], "default")!, readme, StringComparison.Ordinal));
        Assert.All(Module.Outputs.Keys, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    private static int Default(string name) =>
        int.Parse(HclModule.TextOf(Module.Variables[name], "default")!, CultureInfo.InvariantCulture);

    // Patterns of RE2 in the conditions that take the variable alone; .NET reads them the same.
    private static Regex[] PatternsOf(string variable) => Module.Variables[variable].GetProperty("validation")
        .EnumerateArray()
        .SelectMany(validation => Pattern().Matches(HclModule.TextOf(validation, "condition")!))
        .Where(match => match.Groups["variable"].Value == variable)
        .Select(match => new Regex(match.Groups["pattern"].Value))
        .ToArray();

    [GeneratedRegex("""regex\("(?<pattern>[^"]*)", var\.(?<variable>\w+)\)""")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"roles/[\w.]+")]
    private static partial Regex Role();
}
