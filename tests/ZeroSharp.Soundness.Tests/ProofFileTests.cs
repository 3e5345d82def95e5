using System.Text;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Prover;
using ZeroSharp.Zkvm.Prover.Tests;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Proof files as an attacker may write them: a file is refused with a FormatException, or its proofs are
/// rejected, or it says what was proven. The program of these tests puts its input out as the statement.
/// </summary>
public sealed class ProofFileTests(ProofFileTests.Blocks blocks) : IClassFixture<ProofFileTests.Blocks>
{
    private const int Mutations = 2000;

    public static TheoryData<string> Malformed => new()
    {
        "", " ", "[", "]", "null", "1", "\"\"", "{}", "[1]", "[null]", "[[]]", "[{}]", "{\"intern\":1}",
        "[{\"intern\":{}}]", "[{\"intern\":{\"format\":1}}]", "{\"intern\":{\"format\":\"zerosharp.block-proof\"}}",
        "{\"intern\":{\"format\":\"zerosharp.block-proof\",\"version\":1e400}}",
        "{\"intern\":{\"format\":\"zerosharp.block-proof\",\"version\":2}}",
        "{\"intern\":{\"format\":\"zerosharp.block-proof\",\"version\":1,\"proof\":\"?\"}}",
        "{\"intern\":{\"format\":\"zerosharp.block-proof\",\"version\":1,\"proof\":\"AAAA\"}}",
        "{\"intern\":{\"format\":\"\\ud800\"}}", "{\"\\ud800\":1}", "{\"intern\":{\"\\udc00\":1}}",
        "{\"intern\":{\"format\":\"zerosharp.block-proof\",\"version\":1,\"proof\":\"\\ud800\"}}",
        new string('[', 1000), "[]x", "[1,]", "{\"intern\":{},\"intern\":{}}",
    };

    public static TheoryData<string> Fields
    {
        get
        {
            TheoryData<string> fields = ["b_height", "format", "version", "program", "proof", "statement"];
            fields.AddRange([.. StatementFields().Select(entry => "statement." + entry.Key)]);
            return fields;
        }
    }

    [Fact]
    public void Verify_WrittenFile_Accepts()
    {
        IReadOnlyList<BlockProof> read = BlockProofDocument.Read(BlockProofDocument.Write(blocks.Proofs));
        Assert.Equal(2, read.Count);
        Assert.All(read, proof => Assert.Null(proof.Verify(blocks.Key)));
        Assert.All(read, proof => Assert.Equal(2, proof.Run.Segments.Length));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Read_NoProofFile_IsAFormatException(string text) =>
        Assert.Throws<FormatException>(() => BlockProofDocument.Read(Encoding.UTF8.GetBytes(text)));

    // Bytes that are no UTF-8, in each string.
    [Theory]
    [InlineData("zerosharp")]
    [InlineData("format")]
    [InlineData("status")]
    [InlineData("block_hash")]
    [InlineData("program")]
    [InlineData("\"proof\":\"")]
    public void Read_BytesThatAreNoText_IsAFormatException(string before)
    {
        byte[] bytes = BlockProofDocument.Write(blocks.Proofs);
        int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(before)) + before.Length;
        byte[] changed = [.. bytes[..at], 0xC3, 0x28, .. bytes[at..]];
        Assert.Throws<FormatException>(() => BlockProofDocument.Read(changed));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Read_AnyFieldOfTheOtherBlockOrMissing_IsAFormatException(string field)
    {
        JsonArray document = Document();
        (JsonObject target, string name) = Find(document[0]!.AsObject(), field);
        (JsonObject source, _) = Find(document[1]!.AsObject(), field);
        JsonNode other = source[name]!.DeepClone();
        target[name] = JsonNode.DeepEquals(target[name], other) ? Another(other) : other;
        Assert.Throws<FormatException>(() => Read(document));
        target.Remove(name);
        Assert.Throws<FormatException>(() => Read(document));
    }

    // Two fields of one name: of what is shown and what is proven, a reader could see either.
    [Fact]
    public void Read_FieldTwice_IsAFormatException()
    {
        string text = Encoding.UTF8.GetString(BlockProofDocument.Write(blocks.Proofs));
        string twice = text.Replace("\"b_height\":1", "\"b_height\":9,\"b_height\":1", StringComparison.Ordinal);
        Assert.NotEqual(text, twice);
        Assert.Throws<FormatException>(() => BlockProofDocument.Read(Encoding.UTF8.GetBytes(twice)));
    }

    [Fact]
    public void Verify_PartsOfTwoBlocksExchanged_Rejects()
    {
        RunProof a = blocks.Proofs[0].Run;
        RunProof b = blocks.Proofs[1].Run;
        RunProof[] mixed =
        [
            With(a, segments: [b.Segments[0], a.Segments[1]]),
            With(a, segments: [a.Segments[0], b.Segments[1]]),
            With(a, segments: b.Segments),
            With(a, input: b),
            With(a, output: b.Output),
            With(b, output: a.Output),
            With(a, input: b, segments: b.Segments),
            With(a, segments: [.. a.Segments, .. b.Segments]),
            With(a, segments: [a.Segments[1], a.Segments[0]]),
        ];
        foreach (RunProof run in mixed)
        {
            // Through the file, whose fields all agree.
            byte[] file = BlockProofDocument.Write([BlockProof.FromRun(run)!]);
            Assert.NotNull(Assert.Single(BlockProofDocument.Read(file)).Verify(blocks.Key));
        }
    }

    // The program applies the rules that its input names: a reader must not take another fork's for the chain's.
    [Fact]
    public void FindWrongRule_StatementOfAPublicChain_ComparesForkBlobsAndDepositContract()
    {
        ChainSpec mainnet = ChainSpec.Find(1)!;
        const ulong pragueTime = 1_750_000_000;
        BlockProof proof = BlockProof.FromRun(blocks.Proofs[0].Run)!;
        Statement statement = proof.Statement;
        ChainRules due = mainnet.RulesAt(22_700_000, pragueTime, isProofOfStake: true);
        Assert.Equal(Fork.Prague, due.Fork);
        Set(s => s.ChainId = 1);
        Assert.Null(proof.FindWrongRule(null));
        Assert.Null(proof.FindWrongRule(mainnet));
        Assert.NotNull(proof.FindWrongRule(ChainSpec.Find("hoodi")));

        Set(s => s.Fork = Fork.Cancun);
        Assert.NotNull(proof.FindWrongRule(null));
        Set(s => s.Fork = Fork.Osaka);
        Assert.NotNull(proof.FindWrongRule(null));
        Set(s => s.Timestamp = 1_700_000_000);
        Assert.NotNull(proof.FindWrongRule(null));
        Set(s => s.Blobs = BlobSchedule.Of(Fork.Cancun));
        Assert.NotNull(proof.FindWrongRule(null));
        Set(s => s.DepositContract = Address.FromNumber(1));
        Assert.NotNull(proof.FindWrongRule(null));

        // Of a chain that is neither given nor built in nothing is known.
        Set(s => s.ChainId = 31_337);
        Assert.Null(proof.FindWrongRule(null));

        void Set(Action<Statement> change)
        {
            statement.ChainId = 1;
            statement.Number = 22_700_000;
            statement.Timestamp = pragueTime;
            statement.Fork = due.Fork;
            statement.Blobs = due.Blobs;
            statement.DepositContract = new Address(due.DepositContract);
            change(statement);
        }
    }

    [Fact]
    public void Verify_StatementThatTheBlockIsNotValid_Rejects()
    {
        RunProof run = Blocks.Prove(blocks.Prover, 3, BlockStatus.MalformedInput);
        Assert.Equal(RunResult.Accepted, RunVerifier.Verify(blocks.Key, run, out _));
        Assert.NotNull(BlockProof.FromRun(run)!.Verify(blocks.Key));
        Assert.Null(BlockProof.FromRun(run)!.VerifyRun(blocks.Key));
    }

    // Of the text, and of the proof within the text.
    [Fact]
    public void Read_RandomMutations_AreRefusedOrRejectedOrChangeNothing()
    {
        byte[] text = BlockProofDocument.Write(blocks.Proofs);
        byte[][] runs = [.. blocks.Proofs.Select(proof => proof.Run.ToBytes())];
        int refused = 0;
        int rejected = 0;
        Parallel.For(0, Mutations, i =>
        {
            Random random = new(1_000_000 + i);
            byte[] mutated = i % 2 == 0 ? Mutation.Apply(text, random) : WithMutatedProof(runs, random);
            IReadOnlyList<BlockProof> read;
            try
            {
                read = BlockProofDocument.Read(mutated);
            }
            catch (FormatException)
            {
                Interlocked.Increment(ref refused);
                return;
            }

            foreach (BlockProof proof in read)
            {
                byte[] bytes = proof.Run.ToBytes();
                if (runs.Any(run => run.AsSpan().SequenceEqual(bytes)))
                {
                    continue;
                }

                Assert.NotNull(proof.Verify(blocks.Key));
                Interlocked.Increment(ref rejected);
            }
        });
        Assert.True(refused > Mutations / 10);
        Assert.True(rejected > Mutations / 10);
    }

    private static byte[] WithMutatedProof(byte[][] runs, Random random)
    {
        // The statement is shown as it is read, so that a mutation of the output gets as far as the proof.
        byte[] mutated = Mutation.Apply(runs[random.Next(2)], random);
        return RunProof.TryRead(mutated, out RunProof? run) && BlockProof.FromRun(run!) is { } proof
            ? BlockProofDocument.Write([proof])
            : Encoding.UTF8.GetBytes($"{{\"intern\":{{\"format\":\"{BlockProofDocument.Format}\",\"version\":1,"
                + $"\"proof\":\"{Convert.ToBase64String(mutated)}\"}}}}");
    }

    private static RunProof With(
        RunProof run, byte[][]? segments = null, byte[]? output = null, RunProof? input = null) => new()
        {
            ProgramDigest = run.ProgramDigest,
            Output = output ?? run.Output,
            InputRegion = (input ?? run).InputRegion,
            OutputSiblings = run.OutputSiblings,
            Segments = segments ?? run.Segments,
        };

    private static JsonObject StatementFields()
    {
        using MemoryStream stream = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(stream))
        {
            BlockProofDocument.WriteStatement(writer, new Statement());
        }

        return JsonNode.Parse(stream.ToArray())!.AsObject();
    }

    private static JsonNode Another(JsonNode value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => JsonValue.Create(77),
        System.Text.Json.JsonValueKind.True => JsonValue.Create(false),
        System.Text.Json.JsonValueKind.False => JsonValue.Create(true),
        _ => JsonValue.Create("another"),
    };

    private static (JsonObject Parent, string Name) Find(JsonObject proof, string field)
    {
        if (field == "b_height")
        {
            return (proof, field);
        }

        JsonObject intern = proof["intern"]!.AsObject();
        string[] path = field.Split('.');
        return path.Length == 1 ? (intern, field) : (intern[path[0]]!.AsObject(), path[1]);
    }

    private static IReadOnlyList<BlockProof> Read(JsonArray document) =>
        BlockProofDocument.Read(Encoding.UTF8.GetBytes(document.ToJsonString()));

    private JsonArray Document() => JsonNode.Parse(BlockProofDocument.Write(blocks.Proofs))!.AsArray();

    /// <summary>Proofs of two statements, of two segments each.</summary>
    public sealed class Blocks : IDisposable
    {
        public Blocks()
        {
            Prover = ProgramProver.Create(SmallMachine.Copy(Statement.ByteLength), SmallMachine.Parameters, 2);
            Proofs = [.. new ulong[] { 1, 2 }.Select(n => BlockProof.FromRun(Prove(Prover, n, BlockStatus.Ok))!)];
        }

        public ProgramProver Prover { get; }

        public ProgramKey Key => Prover.Key;

        public IReadOnlyList<BlockProof> Proofs { get; }

        public static RunProof Prove(ProgramProver prover, ulong number, BlockStatus status)
        {
            byte[] input = new byte[Statement.ByteLength];
            new Random((int)number).NextBytes(input);
            Statement statement = new()
            {
                Status = status,
                Number = number,
                ChainId = 10 + number,
                Timestamp = 20 + number,
                GasUsed = 30 + number,
                Fork = (Fork)number,
                PreStateRoot = new(input.AsSpan(0)),
                PostStateRoot = new(input.AsSpan(32)),
                BlockHash = new(input.AsSpan(64)),
            };
            byte[] output = new byte[Statement.ByteLength];
            statement.Write(output);
            return prover.Prove(output, new SegmentLimits { MaxSteps = 200 });
        }

        public void Dispose() => Prover.Dispose();
    }
}
