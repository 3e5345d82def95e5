using System.Text.RegularExpressions;
using ZeroSharp.Architecture.Tests;

namespace ZeroSharp.Walkthrough.Tests;

/// <summary>
/// deploy/devnet/network_params.yaml, as far as it can be checked without Kurtosis: each key is one that
/// ethereum-package 6.1.0 documents at that place.
/// </summary>
public sealed partial class NetworkParamsTests
{
    private static readonly HashSet<string> Known =
    [
        "participants", "participants.el_type", "participants.el_storage_type", "participants.cl_type",
        "network_params", "network_params.network_id", "network_params.electra_fork_epoch",
        "network_params.fulu_fork_epoch", "network_params.seconds_per_slot", "network_params.genesis_delay",
        "additional_services",
        "spamoor_params", "spamoor_params.start_chainload", "spamoor_params.spammers",
        "spamoor_params.spammers.scenario", "spamoor_params.spammers.config",
        "spamoor_params.spammers.config.throughput",
    ];

    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["participants.el_type"] =
            ["geth", "nethermind", "erigon", "besu", "ethereumjs", "reth", "nimbus-eth1", "ethrex"],
        ["participants.el_storage_type"] = ["full", "archive"],
        ["participants.cl_type"] = ["nimbus", "lighthouse", "lodestar", "teku", "prysm", "grandine"],
        ["spamoor_params.start_chainload"] = ["true", "false"],
        ["spamoor_params.spammers.scenario"] = ["eoatx", "erctx"],
    };

    [Fact]
    public void NetworkParams_EveryKey_IsOneOfThePackage()
    {
        List<(int Indent, string Key)> open = [];
        List<string> paths = [];
        foreach (string line in File.ReadLines(
            Path.Combine(RepositoryRoot.Path, "deploy", "devnet", "network_params.yaml")))
        {
            if (line.TrimStart() is "" or ['#', ..])
            {
                continue;
            }

            Match match = Entry().Match(line);
            if (!match.Success)
            {
                Assert.Equal("  - spamoor", line);
                continue;
            }

            // "- key" is as deep as the keys below it.
            int indent = match.Groups["indent"].Length + match.Groups["dash"].Length;
            open.RemoveAll(entry => entry.Indent >= indent);
            open.Add((indent, match.Groups["key"].Value));
            string path = string.Join('.', open.Select(entry => entry.Key));
            Assert.Contains(path, Known);
            if (Values.TryGetValue(path, out string[]? values))
            {
                Assert.Contains(match.Groups["value"].Value, values);
            }

            paths.Add(path);
        }

        Assert.Empty(Known.Except(paths));
        Assert.Equal(2, paths.Count(path => path == "participants.el_type"));
    }

    [GeneratedRegex("^(?<indent> *)(?<dash>- )?(?<key>[a-z_]+):(?: (?<value>.+))?$")]
    private static partial Regex Entry();
}
