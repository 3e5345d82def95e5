using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Terraform.Tests;

public sealed partial class StructureTests
{
    [TerraformFact]
    public void Files_OfTheModule_AreAsTerraformFmtWritesThem()
    {
        string[] examples = Directory.GetFiles(Repository.Terraform, "*.example");
        HclModule module = HclModule.Read([.. Repository.Configuration(), .. examples]);

        Assert.True(module.Files.Length > examples.Length && examples.Length == 2);
        Assert.All(module.Files, file => Assert.Equal(file.Formatted, file.Text));
    }

    [TerraformFact]
    public void Format_OfUnalignedText_IsAnother()
    {
        HclFile file = ScratchModule.Read("locals {\n  a = 1\n  long = 2\n}\n").Files[0];

        Assert.Equal("locals {\n  a    = 1\n  long = 2\n}\n", file.Formatted);
    }

    [TerraformFact]
    public void Variables_AndOutputs_AreDocumented() =>
        Assert.Empty(StructureCheck.Undocumented(HclModule.Deployed));

    [TerraformFact]
    public void Variables_AndLocals_AreUsed() => Assert.Empty(StructureCheck.Unused(HclModule.Deployed));

    [TerraformFact]
    public void References_OfAllExpressions_AreDeclared()
    {
        Assert.True(HclModule.Deployed.References.Count() > 200);
        Assert.Empty(StructureCheck.UndeclaredReferences(HclModule.Deployed));
    }

    [TerraformFact]
    public void Variables_WithoutDefault_AreTheTwoThatNobodyElseKnows() => Assert.Equal(
        ["master_authorized_networks", "project_id"],
        HclModule.Deployed.Variables
            .Where(variable => !variable.Value.TryGetProperty("default", out JsonElement _))
            .Select(variable => variable.Key)
            .Order());

    [TerraformFact]
    public void Variables_ThatAreNoSwitch_AreValidated() => Assert.Equal(
        [],
        HclModule.Deployed.Variables
            .Where(variable => HclModule.TextOf(variable.Value, "type") != "${bool}"
                && !variable.Value.TryGetProperty("validation", out JsonElement _))
            .Select(variable => variable.Key));

    [TerraformFact]
    public void Checks_OfABrokenModule_FindEachFault()
    {
        HclModule module = ScratchModule.Read(
            """
            variable "unused" {
              type = string
            }

            locals {
              idle = var.absent
            }

            resource "google_compute_network" "this" {
              name = google_compute_network.other.name
            }

            output "mute" {
              value = [for zone in local.zones : zone]
            }
            """);

        Assert.Equal(
            ["variable unused has no description", "output mute has no description"],
            StructureCheck.Undocumented(module));
        Assert.Equal(
            [
                "google_compute_network.other.name is not declared",
                "local.zones is not declared",
                "var.absent is not declared",
            ],
            StructureCheck.UndeclaredReferences(module).Order());
        Assert.Equal(["var.unused is not used", "local.idle is not used"], StructureCheck.Unused(module));
    }

    [TerraformFact]
    public void Read_OfATornFile_SaysWhere()
    {
        FormatException failure = Assert.Throws<FormatException>(() => ScratchModule.Read("locals {\n  a = \n}\n"));

        Assert.Contains("scratch.tf", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_OfTheFolder_NameNobodysProject()
    {
        string[] files = Directory.GetFiles(Repository.Terraform);

        Assert.Equal([], files.SelectMany(file =>
            StructureCheck.PrivateNames(Path.GetFileName(file), File.ReadAllText(file))));
    }

    [Theory]
    [InlineData("project = \"some-project\"")]
    [InlineData("projects/some-project/secrets")]
    [InlineData("runner@some-project.iam.gserviceaccount.com")]
    [InlineData("123456789012")]
    [InlineData("01AB23-45CD67-89EF01")]
    [InlineData("happy-river-314159")]
    public void PrivateNames_OfATextWithOne_FindsIt(string text) =>
        Assert.Single(StructureCheck.PrivateNames("file", text));

    [TerraformFact]
    public void Providers_OfTheModule_ArePinnedAndUsed()
    {
        JsonElement terraform = HclModule.Deployed.Files
            .Single(file => Path.GetFileName(file.Path) == "versions.tf")
            .Root.GetProperty("terraform")[0];
        JsonElement providers = terraform.GetProperty("required_providers")[0];

        Assert.Equal(">= 1.11.0", HclModule.TextOf(terraform, "required_version"));
        Assert.Equal("hashicorp/google ~> 7.45", Pin(providers.GetProperty("google")));
        Assert.Equal("hashicorp/random ~> 3.9", Pin(providers.GetProperty("random")));
        Assert.Equal(
            providers.EnumerateObject().Select(provider => provider.Name).Order(),
            HclModule.Deployed.Objects.Select(item => item.Type.Split('_')[0]).Distinct().Order());
    }

    [TerraformFact]
    public void Example_OfTheSettings_HasOnlyVariablesOfTheModule()
    {
        string example = Path.Combine(Repository.Terraform, "terraform.tfvars.example");
        string[] names = Setting().Matches(File.ReadAllText(example))
            .Select(match => match.Groups[1].Value)
            .ToArray();

        Assert.Contains("project_id", names);
        Assert.Contains("master_authorized_networks", names);
        Assert.Empty(names.Except(HclModule.Deployed.Variables.Keys));
    }

    [Fact]
    public void State_AndSettings_AreNotCommitted()
    {
        string[] ignored = File.ReadAllLines(Path.Combine(Repository.Terraform, ".gitignore"));

        Assert.Empty(new[] { "*.tfstate", "*.tfvars", "*.tfplan", ".terraform/" }.Except(ignored));
    }

    private static string Pin(JsonElement provider) =>
        $"{HclModule.TextOf(provider, "source")} {HclModule.TextOf(provider, "version")}";

    [GeneratedRegex(@"^(?:# )?([a-z0-9_]+)\s*= ", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
