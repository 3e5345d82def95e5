using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>Names of arguments and exports against the providers' schemas.</summary>
public sealed class SchemaTests
{
    // No package has ephemeral resources of the google provider.
    private static readonly string[] WithoutSchema = ["ephemeral.google_secret_manager_secret_version"];

    private static readonly Lazy<IProviderSchema[]> All = new(() =>
    [
        new BindingSchema("google 6.50.0", Archive("google-6"), "google", Types("google", HclModule.Deployed)),
        new PulumiSchema(Archive("google-7")),
        new BindingSchema("random 3.9.1", Archive("random"), "random", Types("random", HclModule.Deployed)),
    ]);

    private static IProviderSchema Google6 => All.Value[0];

    private static IProviderSchema Google7 => All.Value[1];

    private static IProviderSchema Random => All.Value[2];

    [TerraformFact]
    public void Arguments_OfAllObjects_AreThoseOfTheProviders() => Assert.Equal(
        [], All.Value.SelectMany(schema => SchemaCheck.ProblemsOfArguments(HclModule.Deployed, schema)));

    [TerraformFact]
    public void Exports_ThatReferencesRead_AreThoseOfTheProviders() => Assert.Equal(
        [], All.Value.SelectMany(schema => SchemaCheck.ProblemsOfReferences(HclModule.Deployed, schema)));

    [TerraformFact]
    public void Objects_OfTheModule_AreInTheSchemas()
    {
        HclObject[] google = Of("google");

        Assert.True(google.Length > 20);
        Assert.Equal(WithoutSchema, google.Where(item => Google6.Of(item.Kind, item.Type) is null).Select(KindAndType));
        Assert.Equal(WithoutSchema, google.Where(item => Google7.Of(item.Kind, item.Type) is null).Select(KindAndType));
        Assert.Empty(Of("random").Where(item => Random.Of(item.Kind, item.Type) is null));
    }

    [TerraformFact]
    public void EphemeralSecret_WhichNoSchemaHas_IsReadAsTheProvidersManualSays()
    {
        HclObject secret = HclModule.Deployed["ephemeral.google_secret_manager_secret_version.database"];

        Assert.Equal(["count", "secret", "version"], secret.Body.EnumerateObject().Select(argument => argument.Name));
        Assert.Equal(
            ["secret_data"],
            HclModule.Deployed.References
                .Where(reference => reference.StartsWith(secret.Address, StringComparison.Ordinal))
                .Select(reference => HclModule.PathOf(reference)[3]));
    }

    [TerraformFact]
    public void Check_OfAMisspelledModule_FindsEachFaultInBothVersions()
    {
        HclModule module = ScratchModule.Read(
            """
            resource "google_storage_bucket" "artifacts" {
              name     = "bucket"
              loaction = "here"

              versioning {
                enable = true
              }

              soft_delete_policy = 3

              lifecycle {
                ignore_changes = [lables]
              }
            }

            resource "google_storage_bucket_iam_member" "chart" {
              bucket = google_storage_bucket.artifacts.nmae
              role   = "roles/storage.objectUser"
              member = google_storage_bucket.artifacts.versioning[0].on
            }
            """);

        Assert.Equal(
            [
                "google_storage_bucket.artifacts.versioning: google 6.50.0 has no 'enable'",
                "google_storage_bucket.artifacts.versioning: google 6.50.0 requires 'enabled'",
                "google_storage_bucket.artifacts: 'soft_delete_policy' is a block in google 6.50.0",
                "google_storage_bucket.artifacts: google 6.50.0 has no 'loaction'",
                "google_storage_bucket.artifacts: google 6.50.0 requires 'location'",
                "google_storage_bucket.artifacts: ignore_changes of 'lables', which google 6.50.0 has not",
            ],
            SchemaCheck.ProblemsOfArguments(module, Google6).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "google_storage_bucket.artifacts.versioning: google-beta 7.45.0 has no 'enable'",
                "google_storage_bucket.artifacts.versioning: google-beta 7.45.0 requires 'enabled'",
                "google_storage_bucket.artifacts: google-beta 7.45.0 has no 'loaction'",
                "google_storage_bucket.artifacts: google-beta 7.45.0 requires 'location'",
                "google_storage_bucket.artifacts: ignore_changes of 'lables', which google-beta 7.45.0 has not",
            ],
            SchemaCheck.ProblemsOfArguments(module, Google7).Order(StringComparer.Ordinal));
        Assert.All([Google6, Google7], schema => Assert.Equal(
            [
                $"google_storage_bucket.artifacts.nmae: {schema.Version} exports no 'nmae'",
                $"google_storage_bucket.artifacts.versioning[0].on: {schema.Version} has no 'on' in 'versioning'",
            ],
            SchemaCheck.ProblemsOfReferences(module, schema).Order(StringComparer.Ordinal)));
    }

    [TerraformFact]
    public void Check_OfTheModuleWithMisspelledNames_FindsEachInBothVersions()
    {
        // Deep in blocks, in a dynamic one, in one of two labels, in an empty one, and on both kinds of objects.
        string[] names =
        [
            "insecure_kubelet_readonly_port_enabled", "display_name", "recurrence", "retention_unit", "auto",
            "total_min_node_count", "source_ip_ranges_to_nat", "retention_duration_seconds", "project_id", "key",
        ];
        string text = string.Join('\n', HclModule.Deployed.Files.Select(file => file.Text));
        foreach (string name in names)
        {
            text = Regex.Replace(text, $@"(?m)^(  .*?|\s*)\b{name}\b(?= *(=|\{{))", $"$1{name}_misspelled");
        }

        HclModule module = ScratchModule.Read(text);
        string google6 = string.Join('\n', SchemaCheck.ProblemsOfArguments(module, Google6));
        string google7 = string.Join('\n', SchemaCheck.ProblemsOfArguments(module, Google7));

        Assert.All(names, name =>
        {
            Assert.Contains($"'{name}_misspelled'", google6, StringComparison.Ordinal);
            Assert.Contains($"'{name}_misspelled'", google7, StringComparison.Ordinal);
        });
    }

    private static string Archive(string name) => Path.Combine(TerraformTools.Folder, name + ".tgz");

    private static string KindAndType(HclObject item) => $"{item.Kind}.{item.Type}";

    private static HclObject[] Of(string provider) => HclModule.Deployed.Objects
        .Where(item => item.Type.StartsWith(provider + "_", StringComparison.Ordinal))
        .ToArray();

    private static IEnumerable<(string Kind, string Type)> Types(string provider, HclModule module) => module.Objects
        .Where(item => item.Type.StartsWith(provider + "_", StringComparison.Ordinal))
        .Select(item => (item.Kind, item.Type));
}
