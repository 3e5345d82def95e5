using System.Xml.Linq;

namespace ZeroSharp.Architecture.Tests;

/// <summary>
/// The only direct references that each project may have (docs/ARCHITECTURE.md). A project that is not
/// listed here fails, so that a new one is placed in a layer on purpose.
/// </summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["src/stark/Field"] = [],
        ["src/stark/Hashing"] = ["src/stark/Field"],
        ["src/stark/Polynomials"] = ["src/stark/Field"],
        ["src/stark/Pcs"] = ["src/stark/Hashing", "src/stark/Polynomials"],
        ["src/stark/Air"] = ["src/stark/Field"],
        ["src/stark/Verifier"] = ["src/stark/Air", "src/stark/Pcs"],
        ["src/stark/Prover"] = ["src/stark/Verifier"],
        ["src/zkvm/Isa"] = ["src/guest/Abi"],
        ["src/zkvm/Executor"] = ["src/zkvm/Isa", "src/stark/Hashing"],
        ["src/zkvm/Circuits"] = ["src/zkvm/Isa", "src/stark/Air", "src/stark/Hashing"],
        ["src/zkvm/Verifier"] = ["src/zkvm/Circuits", "src/stark/Verifier"],
        ["src/zkvm/Prover"] = ["src/zkvm/Executor", "src/zkvm/Verifier", "src/stark/Prover"],
        ["src/guest/Abi"] = [],
        ["src/guest/Runtime"] = ["src/guest/Abi"],
        ["src/guest/Ethereum.Core"] = ["src/guest/Runtime"],
        ["src/guest/Ethereum.Trie"] = ["src/guest/Ethereum.Core"],
        ["src/guest/Ethereum.Evm"] = ["src/guest/Ethereum.Core"],
        ["src/guest/Ethereum.Stateless"] = ["src/guest/Ethereum.Trie", "src/guest/Ethereum.Evm"],
        ["src/compiler/Analyzers"] = [],
        ["src/compiler/Compiler"] = ["src/guest/Abi"],
        ["src/compiler/Compiler.App"] = ["src/compiler/Compiler"],
        ["src/cluster/Chains"] = ["src/guest/Ethereum.Evm"],
        ["src/cluster/Contracts"] = ["src/cluster/Chains", "src/guest/Ethereum.Stateless", "src/zkvm/Verifier"],
        ["src/cluster/Witness"] = ["src/cluster/Chains", "src/guest/Ethereum.Stateless"],
        ["src/cluster/Devnet"] = ["src/cluster/Witness"],
        ["src/cluster/Core"] = ["src/cluster/Contracts", "src/cluster/Witness", "src/zkvm/Prover"],
        ["src/cluster/Store"] = ["src/cluster/Core"],
        ["src/cluster/RabbitMq"] = ["src/cluster/Core"],
        ["src/cluster/Telemetry"] = ["src/cluster/Core"],
        ["src/cluster/Http"] = ["src/cluster/Core"],
        ["src/cluster/Kubernetes"] = [],
        ["src/cluster/Scaler"] = ["src/cluster/Core"],
        ["src/apps/Cli"] =
        [
            "src/cluster/Chains", "src/cluster/Contracts", "src/cluster/Witness", "src/zkvm/Prover",
            "src/cluster/Core", "src/cluster/Store", "src/cluster/RabbitMq", "src/cluster/Http",
            "src/cluster/Telemetry", "src/cluster/Kubernetes", "src/cluster/Scaler", "src/cluster/Devnet",
        ],
        ["guests/Block"] = ["src/guest/Ethereum.Stateless"],
    };

    [Fact]
    public void References_EveryProject_StayWithinTheLayers()
    {
        List<string> violations = [];
        foreach (string project in ProjectFiles("src").Concat(ProjectFiles("guests")))
        {
            string layer = Relative(Path.GetDirectoryName(project)!);
            if (!Allowed.TryGetValue(layer, out string[]? allowed))
            {
                violations.Add($"{layer} has no place in the layers");
                continue;
            }

            violations.AddRange(References(project).Except(allowed)
                .Select(reference => $"{layer} -> {reference}"));
        }

        Assert.Empty(violations);
    }

    [Fact]
    public void Layers_EveryEntry_IsAProject()
    {
        HashSet<string> present =
        [
            .. ProjectFiles("src").Concat(ProjectFiles("guests"))
                .Select(project => Relative(Path.GetDirectoryName(project)!)),
        ];

        Assert.Empty(Allowed.Keys.Except(present));
    }

    [Fact]
    public void Verifiers_TransitiveReferences_HoldNoProver()
    {
        foreach (string layer in new[] { "src/stark/Verifier", "src/zkvm/Verifier" })
        {
            Assert.DoesNotContain(
                Closure(layer), reached => reached.EndsWith("Prover", StringComparison.Ordinal)
                    || reached.EndsWith("Executor", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Solution_EveryProject_IsListed()
    {
        string solution = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "ZeroSharp.slnx"));

        Assert.DoesNotContain(
            ProjectFiles("src").Concat(ProjectFiles("guests")).Concat(ProjectFiles("tests")),
            project => !solution.Contains($"\"{Relative(project)}\"", StringComparison.Ordinal));
    }

    private static HashSet<string> Closure(string layer)
    {
        HashSet<string> reached = [];
        Stack<string> pending = new([layer]);
        while (pending.TryPop(out string? next))
        {
            foreach (string reference in Allowed[next].Where(reached.Add))
            {
                pending.Push(reference);
            }
        }

        return reached;
    }

    private static IEnumerable<string> ProjectFiles(string folder) => Directory
        .EnumerateFiles(
            Path.Combine(RepositoryRoot.Path, folder), "*.csproj", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal));

    /// <summary>Projects referenced at run time; analyzers run in the compiler and do not count.</summary>
    private static IEnumerable<string> References(string project) => XDocument.Load(project)
        .Descendants("ProjectReference")
        .Where(reference => (string?)reference.Attribute("OutputItemType") != "Analyzer")
        .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
        .Select(path => Path.GetFullPath(path, Path.GetDirectoryName(project)!))
        .Select(path => Relative(Path.GetDirectoryName(path)!));

    private static string Relative(string path) =>
        Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/');
}
