using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>Whether what an object names exists: in the chart, or as something that others make.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> ValueSets => RenderedChart.ValueSets;

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void SecretsAndConfigMaps_EveryValueSet_AreRenderedOrNamedByValues(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);
        HashSet<string> named = [.. NamedByValues(set)];
        // RabbitMQ's operator makes the login of its cluster.
        named.UnionWith(chart.OfKind("RabbitmqCluster").Select(cluster => cluster.Name + "-default-user"));
        named.UnionWith(chart.Objects
            .Where(item => item.Kind is "Secret" or "ConfigMap" or "PersistentVolumeClaim")
            .Select(item => item.Name));

        Assert.Empty(chart.Objects.SelectMany(item => References(item.Node)).Distinct().Except(named));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void KeysOfRenderedSecrets_EveryReference_AreInThem(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);
        ILookup<string, string> keys = chart.OfKind("Secret")
            .SelectMany(secret => KubernetesObject.Texts(secret.Node["data"]).Keys.Select(key => (secret.Name, key)))
            .ToLookup(pair => pair.Name, pair => pair.key);

        foreach (PodTemplate pod in chart.Pods)
        {
            foreach (JsonNode reference in Descendants(pod.Spec)
                .Where(node => node["secretKeyRef"] is not null).Select(node => node["secretKeyRef"]!))
            {
                AssertHas((string)reference["name"]!, (string)reference["key"]!);
            }

            foreach (JsonObject secret in pod.Volumes.Select(volume => volume["secret"]).OfType<JsonObject>())
            {
                Assert.All(
                    PodTemplate.Nodes(secret, "items"),
                    item => AssertHas((string)secret["secretName"]!, (string)item["key"]!));
            }
        }

        void AssertHas(string secret, string key) =>
            Assert.True(!keys.Contains(secret) || keys[secret].Contains(key), $"{secret} has no {key}");
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Hosts_EveryAddressInTheNamespace_AreThoseOfServicesWithThatPort(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);
        List<string> services =
        [
            .. chart.OfKind("Service").SelectMany(service => PodTemplate.Nodes(service.Spec, "ports")
                .Select(port => $"{service.Name}.{RenderedChart.Namespace}.svc:{(int)port["port"]!}")),
            // RabbitMQ's operator makes a service with the name of the cluster.
            .. chart.OfKind("RabbitmqCluster").SelectMany(cluster => new[] { 5672, 15672 }
                .Select(port => $"{cluster.Name}.{RenderedChart.Namespace}.svc:{port}")),
        ];
        string[] hosts =
        [
            .. System.Text.RegularExpressions.Regex
                .Matches(chart.Text, $@"[a-z0-9.-]+\.{RenderedChart.Namespace}\.svc(:\d+)?")
                .Select(match => match.Value).Distinct(),
        ];

        Assert.NotEmpty(hosts);
        Assert.Empty(hosts.Except(services));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Mounts_EveryContainer_AreOfVolumesOfThePod(string set)
    {
        foreach (PodTemplate pod in RenderedChart.Of(set).Pods)
        {
            HashSet<string> volumes =
            [
                .. pod.Volumes.Concat(PodTemplate.Nodes(pod.Owner.Spec, "volumeClaimTemplates")
                    .Select(claim => claim["metadata"]!.AsObject())).Select(volume => (string)volume["name"]!),
            ];
            HashSet<string> mounted =
            [
                .. pod.Containers.SelectMany(container => PodTemplate.Nodes(container, "volumeMounts"))
                    .Select(mount => (string)mount["name"]!),
            ];

            Assert.True(volumes.SetEquals(mounted), $"{pod.Owner.Name}: {string.Join(' ', volumes.Except(mounted))}");
            Assert.All(pod.Containers, container => Assert.Distinct(
                PodTemplate.Nodes(container, "volumeMounts").Select(mount => (string)mount["mountPath"]!)));
            Assert.All(pod.Containers, container => Assert.Distinct(
                PodTemplate.Nodes(container, "env").Select(variable => (string)variable["name"]!)));
        }
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void ServiceAccounts_EveryPodThatNamesOne_AreRendered(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);

        Assert.Empty(chart.Pods
            .Select(pod => (string?)pod.Spec["serviceAccountName"]).OfType<string>()
            .Except(chart.OfKind("ServiceAccount").Select(account => account.Name)));
        Assert.All(chart.OfKind("RoleBinding"), binding =>
        {
            Assert.Contains(chart.OfKind("Role"), role => role.Name == (string)binding.Node["roleRef"]!["name"]!);
            JsonNode subject = Assert.Single(binding.Node["subjects"]!.AsArray())!;
            Assert.Contains(chart.OfKind("ServiceAccount"), account => account.Name == (string)subject["name"]!);
            Assert.Equal(RenderedChart.Namespace, (string)subject["namespace"]!);
        });
    }

    private static IEnumerable<string> References(JsonNode node) => Descendants(node).SelectMany(item => new[]
    {
        item["secretKeyRef"]?["name"], item["configMapKeyRef"]?["name"], item["secret"]?["secretName"],
        item["configMap"]?["name"], item["persistentVolumeClaim"]?["claimName"],
        item["parameter"] is null ? null : item["name"],
    }).OfType<JsonNode>().Select(name => (string)name!);

    private static IEnumerable<JsonObject> Descendants(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(pair => Descendants(pair.Value)).Prepend(item),
        JsonArray items => items.SelectMany(Descendants),
        _ => [],
    };

    // Names of objects that the values say are there.
    private static IEnumerable<string> NamedByValues(string set)
    {
        if (set == "defaults")
        {
            return [];
        }

        string text = File.ReadAllText(RenderedChart.ValuesOf(set)[^1]);
        return Descendants(YamlDocuments.Read(text).Single())
            .SelectMany(item => item)
            .Where(pair => pair.Key is "existingSecret" or "caSecret" or "tlsSecret" or "existingClaim")
            .Select(pair => (string)pair.Value!);
    }
}
