using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>Whether pods may talk to what they need, on both sides, and to nothing else of the release.</summary>
public sealed class NetworkPolicyTests
{
    public static TheoryData<string> ValueSets => RenderedChart.ValueSets;

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Policies_EveryPod_DenyByDefaultAndAllowItsNames(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);

        Assert.All(chart.Pods, pod =>
        {
            KubernetesObject[] policies = [.. PoliciesOf(chart, pod.Labels)];
            Assert.Contains(policies, policy => policy.Name == "test-deny");
            Assert.All(policies, policy =>
                Assert.Equal("""["Ingress","Egress"]""", policy.Spec["policyTypes"]!.ToJsonString()));
            Assert.Equal(
                pod.Component is not ("postgresql" or "artifacts"),
                policies.SelectMany(policy => PodTemplate.Nodes(policy.Spec, "egress")).Any(rule => HasPort(rule, 53)));
        });
        Assert.All(chart.OfKind("NetworkPolicy"), policy => Assert.True(
            chart.Selected(policy.Spec["podSelector"]!).Any() || policy.Name == "test-rabbitmq",
            $"{policy.Name} selects no pod"));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Ingress_EveryServicePort_IsOpenToSomebody(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);

        foreach (KubernetesObject service in chart.OfKind("Service"))
        {
            PodTemplate pod = chart.Selected(new JsonObject { ["matchLabels"] = service.Spec["selector"]!.DeepClone() })
                .Single();
            Assert.All(PodTemplate.Nodes(service.Spec, "ports"), port => Assert.True(
                IngressOf(chart, pod.Labels).Any(rule => HasPort(rule, pod.Ports[(string)port["targetPort"]!])),
                service.Name));
        }

        Assert.All(
            chart.Pods.Where(pod => pod.Ports.ContainsKey("metrics")),
            pod => Assert.True(LetsInNamespace(chart, pod.Labels, 9464, "monitoring")));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Flows_EachThatIsNeeded_AreAllowedOnBothSides(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);
        bool hasBroker = chart.OfKind("RabbitmqCluster").Any();
        Dictionary<string, (int Port, string[] Clients)> servers = new()
        {
            ["leader"] = (8080, ["jumpbox", "test"]),
            ["postgresql"] = (5432, ["leader", "follower", "scaler", "jumpbox"]),
            ["artifacts"] = (7070, ["leader", "follower", "worker", "jumpbox"]),
            ["rabbitmq"] = (5672, ["leader", "follower", "worker", "jumpbox"]),
        };
        foreach ((string server, (int port, string[] clients)) in servers)
        {
            IReadOnlyDictionary<string, string>? target = server == "rabbitmq"
                ? (hasBroker ? BrokerLabels() : null)
                : chart.Pods.FirstOrDefault(pod => pod.Component == server)?.Labels;
            if (target is null)
            {
                continue;
            }

            foreach (PodTemplate pod in chart.Pods)
            {
                bool sends = LetsOut(chart, pod.Labels, port, target);
                bool receives = LetsIn(chart, target, port, pod.Labels);
                Assert.True(
                    sends == clients.Contains(pod.Component), $"{pod.Component} to {server}: may send is {sends}");
                // The leader's API is open to all pods of the namespace.
                Assert.True(
                    receives == clients.Contains(pod.Component) || (server == "leader" && receives),
                    $"{pod.Component} to {server}: may come in is {receives}");
            }
        }
    }

    [HelmFact]
    public void Operators_TheirCalls_AreLetIn()
    {
        RenderedChart defaults = RenderedChart.Of("defaults");
        RenderedChart byQueues = RenderedChart.Of("ha");
        IReadOnlyDictionary<string, string> scaler = defaults.Pods.Single(pod => pod.Component == "scaler").Labels;

        Assert.True(LetsInNamespace(defaults, scaler, 6000, "keda"));
        Assert.True(LetsInNamespace(byQueues, BrokerLabels(), 15672, "keda"));
        Assert.False(LetsInNamespace(defaults, BrokerLabels(), 15672, "keda"));
        Assert.True(LetsInNamespace(defaults, BrokerLabels(), 15672, "rabbitmq-system"));
        Assert.True(LetsInNamespace(defaults, BrokerLabels(), 15692, "monitoring"));
        Assert.All((int[])[4369, 25672, 35672], port =>
        {
            Assert.True(LetsIn(byQueues, BrokerLabels(), port, BrokerLabels()));
            Assert.True(LetsOut(byQueues, BrokerLabels(), port, BrokerLabels()));
        });
    }

    [HelmFact]
    public void External_WhatIsOutside_MayBeReachedAtItsPort()
    {
        RenderedChart chart = RenderedChart.Of("external");
        int[] leader = [5671, 5432, 9000, 4317];

        AssertReaches("leader", leader);
        AssertReaches("follower", [.. leader, 443, 8545]);
        AssertReaches("worker", [5671, 9000, 4317, 443, 6443]);

        void AssertReaches(string component, int[] ports)
        {
            PodTemplate pod = chart.Pods.Single(item => item.Component == component);
            Assert.Equal(
                ports.Append(53).Order(),
                EgressOf(chart, pod.Labels)
                    .SelectMany(rule => PodTemplate.Nodes(rule, "ports")).Select(port => (int)port["port"]!)
                    .Distinct().Order());
        }
    }

    // As RabbitMQ's operator labels its pods.
    private static Dictionary<string, string> BrokerLabels() => new()
    {
        ["app.kubernetes.io/name"] = "test-rabbitmq",
        ["app.kubernetes.io/component"] = "rabbitmq",
        ["app.kubernetes.io/part-of"] = "rabbitmq",
    };

    private static IEnumerable<KubernetesObject> PoliciesOf(
        RenderedChart chart, IReadOnlyDictionary<string, string> labels) =>
        chart.OfKind("NetworkPolicy").Where(policy => RenderedChart.Matches(policy.Spec["podSelector"]!, labels));

    private static IEnumerable<JsonObject> IngressOf(RenderedChart chart, IReadOnlyDictionary<string, string> labels) =>
        PoliciesOf(chart, labels).SelectMany(policy => PodTemplate.Nodes(policy.Spec, "ingress"));

    private static IEnumerable<JsonObject> EgressOf(RenderedChart chart, IReadOnlyDictionary<string, string> labels) =>
        PoliciesOf(chart, labels).SelectMany(policy => PodTemplate.Nodes(policy.Spec, "egress"));

    private static bool HasPort(JsonObject rule, int port) => PodTemplate.Nodes(rule, "ports").Any(item =>
        (int)item["port"]! <= port && port <= ((int?)item["endPort"] ?? (int)item["port"]!));

    private static bool Names(JsonObject rule, string side, IReadOnlyDictionary<string, string> labels) =>
        PodTemplate.Nodes(rule, side).Any(peer => peer["podSelector"] is { } selector
            && peer["namespaceSelector"] is null && RenderedChart.Matches(selector, labels));

    private static bool LetsIn(
        RenderedChart chart,
        IReadOnlyDictionary<string, string> target,
        int port,
        IReadOnlyDictionary<string, string> source) =>
        IngressOf(chart, target).Any(rule => HasPort(rule, port) && Names(rule, "from", source));

    private static bool LetsOut(
        RenderedChart chart,
        IReadOnlyDictionary<string, string> source,
        int port,
        IReadOnlyDictionary<string, string> target) =>
        EgressOf(chart, source).Any(rule => HasPort(rule, port) && Names(rule, "to", target));

    private static bool LetsInNamespace(
        RenderedChart chart, IReadOnlyDictionary<string, string> target, int port, string name) =>
        IngressOf(chart, target).Any(rule => HasPort(rule, port) && PodTemplate.Nodes(rule, "from").Any(peer =>
            (string?)peer["namespaceSelector"]?["matchLabels"]?["kubernetes.io/metadata.name"] == name));
}
