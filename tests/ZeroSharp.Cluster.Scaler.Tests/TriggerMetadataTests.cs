namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>The metadata of a trigger, as KEDA passes it on.</summary>
public sealed class TriggerMetadataTests
{
    [Fact]
    public void Read_KedasOwnKeys_AreLeftAlone()
    {
        ScalingTarget target = TriggerMetadata.Read(new Dictionary<string, string>
        {
            ["scalerAddress"] = "test-scaler.zero.svc:6000",
            ["enableTLS"] = "true",
            ["unsafeSsl"] = "false",
        });

        Assert.Equal(new ScalingTarget(), target);
    }

    [Fact]
    public void Read_AllKeys_AreTaken()
    {
        ScalingTarget target = TriggerMetadata.Read(new Dictionary<string, string>
        {
            ["latencySeconds"] = "30.5",
            ["activationSecondsFromEnv"] = "12",
            ["maxWorkersPerJob"] = " 7 ",
        });

        Assert.Equal(
            new ScalingTarget
            {
                Latency = TimeSpan.FromSeconds(30.5), ActivationSeconds = 12, MaxWorkersPerJob = 7,
            },
            target);
    }

    [Theory]
    [InlineData("latencySeconds", "NaN")]
    [InlineData("latencySeconds", "1e9")]
    [InlineData("latencySeconds", "")]
    [InlineData("activationSeconds", "Infinity")]
    [InlineData("maxWorkersPerJob", "1000000")]
    [InlineData("latencyseconds", "60")]
    [InlineData("activation", "60")]
    [InlineData("maxWorkers", "60")]
    public void Read_WhatIsWrong_NamesTheKeyInOneLine(string key, string value)
    {
        TriggerMetadataException failure = Assert.Throws<TriggerMetadataException>(
            () => TriggerMetadata.Read(new Dictionary<string, string> { [key] = value }));

        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Read_ALongValueWithControls_IsShownCutAndClean()
    {
        TriggerMetadataException failure = Assert.Throws<TriggerMetadataException>(() => TriggerMetadata.Read(
            new Dictionary<string, string> { ["latencySeconds"] = "\u001b[31m" + new string('x', 10_000) }));

        Assert.DoesNotContain('\u001b', failure.Message);
        Assert.True(failure.Message.Length < 200);
    }
}
