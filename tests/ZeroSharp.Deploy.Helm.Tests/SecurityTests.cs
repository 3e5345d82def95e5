using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>What pods may do: the pod security standard `restricted`, and what is stricter than that.</summary>
public sealed class SecurityTests
{
    // The volumes that `restricted` admits.
    private static readonly HashSet<string> AdmittedVolumes =
    [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
    ];

    private static readonly string[] HostFlags = ["hostNetwork", "hostPID", "hostIPC"];

    public static TheoryData<string> ValueSets => RenderedChart.ValueSets;

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Pods_EveryValueSet_KeepTheRestrictedStandard(string set)
    {
        List<string> problems = [];
        foreach (PodTemplate pod in RenderedChart.Of(set).Pods)
        {
            string name = pod.Owner.Name;
            JsonNode? security = pod.Spec["securityContext"];
            Require((bool?)security?["runAsNonRoot"] == true, "runs as root");
            Require((long?)security?["runAsUser"] > 0, "has no user");
            Require((string?)security?["seccompProfile"]?["type"] == "RuntimeDefault", "has no seccomp profile");
            Require(HostFlags.All(flag => pod.Spec[flag] is null), "is in the host's namespaces");
            foreach (JsonObject volume in pod.Volumes)
            {
                string kind = volume.Single(pair => pair.Key != "name").Key;
                Require(AdmittedVolumes.Contains(kind), $"has a volume of kind {kind}");
            }

            foreach (JsonObject container in pod.Containers)
            {
                JsonNode? own = container["securityContext"];
                string[] dropped = [.. own?["capabilities"]?["drop"]?.AsArray().Select(item => (string)item!) ?? []];
                Require((bool?)own?["allowPrivilegeEscalation"] == false, "may escalate privileges");
                Require((bool?)own?["readOnlyRootFilesystem"] == true, "may write to its root file system");
                Require(dropped.Contains("ALL") && own?["capabilities"]?["add"] is null, "has capabilities");
                Require(own?["privileged"] is null && own?["runAsUser"] is null, "has a security context of its own");
                Require(PodTemplate.Nodes(container, "ports").All(port => port["hostPort"] is null), "has a host port");
            }

            void Require(bool isKept, string problem)
            {
                if (!isKept)
                {
                    problems.Add($"{name} {problem}");
                }
            }
        }

        Assert.Empty(problems);
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void ServiceAccountTokens_EveryValueSet_AreMountedByWorkersOnly(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);

        foreach (PodTemplate pod in chart.Pods)
        {
            bool needsToken = pod.Component == "worker" && set != "no-operators";
            Assert.Equal(needsToken, (bool?)pod.Spec["automountServiceAccountToken"]);
        }

        Assert.All(
            chart.OfKind("ServiceAccount"),
            account => Assert.False((bool)account.Node["automountServiceAccountToken"]!));
        Assert.Equal(set == "no-operators" ? 0 : 1, chart.OfKind("Role").Count());
        Assert.All(chart.OfKind("Role"), role => Assert.Equal(
            """[{"apiGroups":[""],"resources":["pods"],"verbs":["get","patch"]}]""",
            role.Node["rules"]!.ToJsonString()));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Secrets_EveryValueSet_AreRandomAndNowhereElse(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);
        RenderedChart other = RenderedChart.Render(RenderedChart.ValuesOf(set));

        foreach (KubernetesObject secret in chart.OfKind("Secret"))
        {
            foreach ((string key, string encoded) in KubernetesObject.Texts(secret.Node["data"]))
            {
                string value = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
                Assert.True(value.Length >= 16, $"{secret.Name} has a short {key}");
                Assert.NotEqual(
                    encoded, KubernetesObject.Texts(other.Single("Secret", secret.Name).Node["data"])[key]);
                Assert.DoesNotContain(value, chart.Text, StringComparison.Ordinal);
            }
        }

        Assert.DoesNotContain("guest", chart.Text, StringComparison.OrdinalIgnoreCase);
        foreach (JsonObject variable in chart.Pods
            .SelectMany(pod => pod.Containers)
            .SelectMany(container => PodTemplate.Nodes(container, "env")))
        {
            string name = (string)variable["name"]!;
            bool isSecret = name.EndsWith("PASSWORD", StringComparison.Ordinal)
                || name.Contains("SECRET", StringComparison.Ordinal) || name.EndsWith("KEY", StringComparison.Ordinal);
            Assert.True(!isSecret || variable["valueFrom"]?["secretKeyRef"] is not null, $"{name} has a literal");
        }
    }

    [HelmFact]
    public void Checksum_GeneratedKey_IsThatOfTheRenderedSecret()
    {
        RenderedChart chart = RenderedChart.Of("defaults");
        byte[] key = Convert.FromBase64String((string)chart.Single("Secret", "test-api-keys").Node["data"]!["keys"]!);
        PodTemplate leader = chart.Pods.Single(pod => pod.Owner.Name == "test-leader");

        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(key)),
            leader.Annotations["checksum/api-keys"]);
    }
}
