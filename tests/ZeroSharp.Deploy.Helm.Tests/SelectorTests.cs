using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>Whether selectors select what they are for, and nothing else.</summary>
public sealed class SelectorTests
{
    public static TheoryData<string> ValueSets => RenderedChart.ValueSets;

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Workloads_EverySelector_SelectsItsOwnPodsOnly(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);

        Assert.All(chart.Objects.Where(item => item.Kind is "Deployment" or "StatefulSet"), workload => Assert.Equal(
            [workload.Name], chart.Selected(workload.Spec["selector"]!).Select(pod => pod.Owner.Name)));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Services_EveryPort_IsOneOfThePodsThatAreSelected(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);

        Assert.All(chart.OfKind("Service"), service =>
        {
            PodTemplate pod = Assert.Single(chart.Selected(AsSelector(service.Spec["selector"]!)));
            Assert.All(PodTemplate.Nodes(service.Spec, "ports"), port =>
                Assert.Contains((string)port["targetPort"]!, pod.Ports.Keys));
        });
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void DisruptionBudgets_LeadersAndWorkers_SelectTheirPods(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);

        Assert.Equal(
            ["test-leader", "test-worker"], chart.OfKind("PodDisruptionBudget").Select(item => item.Name).Order());
        Assert.All(chart.OfKind("PodDisruptionBudget"), budget => Assert.Equal(
            [budget.Name], chart.Selected(budget.Spec["selector"]!).Select(pod => pod.Owner.Name)));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void PodMonitors_EveryRole_IsScrapedOnItsMetricsPort(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);
        string[] roles = ["leader", "follower", "worker", "scaler"];
        if (set == "no-operators")
        {
            Assert.Empty(chart.OfKind("PodMonitor"));
            return;
        }

        KubernetesObject monitor = chart.Single("PodMonitor", "test");
        Assert.Equal("kube-prometheus-stack", monitor.Labels["release"]);
        Assert.Equal(
            chart.Pods.Where(pod => roles.Contains(pod.Component)).Select(pod => pod.Owner.Name),
            chart.Selected(monitor.Spec["selector"]!).Select(pod => pod.Owner.Name));
        Assert.All(chart.Selected(monitor.Spec["selector"]!), pod => Assert.Equal(9464, pod.Ports["metrics"]));
        Assert.Equal(
            chart.OfKind("RabbitmqCluster").Select(cluster => cluster.Name),
            chart.OfKind("PodMonitor").Select(item => item.Name).Where(name => name != "test"));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void ScaledObject_EveryValueSet_ScalesWorkersWhoseNumberIsNotSet(string set)
    {
        RenderedChart chart = RenderedChart.Of(set);
        KubernetesObject worker = chart.Single("Deployment", "test-worker");
        KubernetesObject? scaled = chart.OfKind("ScaledObject").SingleOrDefault();

        Assert.Equal(set == "no-operators", scaled is null);
        Assert.Equal(set == "no-operators", worker.Spec["replicas"] is not null);
        if (scaled is null)
        {
            return;
        }

        Assert.Equal(worker.Name, (string)scaled.Spec["scaleTargetRef"]!["name"]!);
        JsonNode[] triggers = [.. scaled.Spec["triggers"]!.AsArray()!];
        bool isExternal = (string)triggers[0]["type"]! == "external-push";
        Assert.Equal(isExternal, chart.Pods.Any(pod => pod.Component == "scaler"));
        Assert.Equal(isExternal ? 1 : 2, triggers.Length);
        if (!isExternal)
        {
            Assert.Equal(
                ["zerosharp.aggregate", "zerosharp.prove"],
                triggers.Select(trigger => (string)trigger["metadata"]!["queueName"]!).Order());
            Assert.All(triggers, trigger =>
            {
                Assert.Equal("http", (string)trigger["metadata"]!["protocol"]!);
                Assert.Matches("^https?://[^@]+:[0-9]+/$", (string)trigger["metadata"]!["host"]!);
                Assert.Contains(chart.OfKind("TriggerAuthentication"), authentication =>
                    authentication.Name == (string)trigger["authenticationRef"]!["name"]!);
            });
        }

        Assert.All(triggers, trigger =>
        {
            Assert.Equal("AverageValue", (string)trigger["metricType"]!);
            Assert.All(trigger["metadata"]!.AsObject(), pair => Assert.True(pair.Value!.GetValueKind()
                == System.Text.Json.JsonValueKind.String, $"{pair.Key} is no text, which KEDA needs"));
        });
    }

    private static JsonObject AsSelector(JsonNode labels) => new() { ["matchLabels"] = labels.DeepClone() };
}
