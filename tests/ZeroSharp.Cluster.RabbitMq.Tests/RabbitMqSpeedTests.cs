using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>What the broker costs per task; docs/internals/broker.md gives the figures.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class RabbitMqSpeedTests(RabbitMqFixture fixture, ITestOutputHelper output)
{
    [RabbitMqFact]
    public async Task RoundTrip_OneTaskAtATime_CostsLittleBesideAProof()
    {
        const int Count = 500;
        await using RabbitMqBroker broker = RabbitMqFixture.Open(fixture.Options());
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        await broker.PublishAsync(Samples.Task(0), default);
        await consumption.NextAsync();
        List<double> milliseconds = [];
        for (int i = 0; i < Count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await broker.PublishAsync(Samples.Task(i), default);
            await consumption.NextAsync();
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        milliseconds.Sort();
        double median = milliseconds[Count / 2];
        double high = milliseconds[Count * 99 / 100];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median {median:F2} ms, p99 {high:F2} ms"));
        Assert.True(median < 250, "a task's way through the broker must cost little beside its proof");
    }

    [RabbitMqFact]
    public async Task Throughput_ManyTasks_IsFarAboveAnyClusters()
    {
        const int Count = 5000;
        await using RabbitMqBroker broker = RabbitMqFixture.Open(fixture.Options());
        await broker.DeclareAsync(default);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => broker.PublishAsync(Samples.Task(i), default)));
        double published = Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        await consumption.NextAsync(Count);
        double consumed = Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => broker.PublishAsync(Samples.Task(i), default)));
        await consumption.StopAsync();
        await broker.RemoveTasksAsync(_ => false, default);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"published {published:F0}/s, one consumer {consumed:F0}/s, {Count} published and swept in "
            + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
        Assert.True(consumed > 50, "one consumer must keep up with any number of provers' tasks");
    }
}
