using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

/// <summary>
/// A small machine: rows that look up (a, 2 a) if flagged, with b = a a flag, in a committed table and a
/// structured one, and a statement that looks up one pair more.
/// </summary>
internal sealed class StarkScenario : IDisposable
{
    public const int TargetBits = 24;

    private const int UserAir = 0;
    private const int CommittedTable = 1;
    private const int StructuredTable = 2;
    private const int Bus = 3;
    private const int LogCommitted = 8;
    private const int LogStructured = 7;

    private readonly List<MachineTrace> _traces = [];

    /// <summary>The heights are those of the instances with lookups.</summary>
    public StarkScenario(int seed, params int[] logHeights)
    {
        Random random = new(seed);
        TraceMatrix committed = new(2, LogCommitted);
        TraceMatrix structured = new(2, LogStructured);
        _traces.Add(new MachineTrace(StructuredTable, structured));
        foreach (int logHeight in logHeights)
        {
            TraceMatrix user = new(3, logHeight);
            for (int row = 0; row < user.RowCount; row++)
            {
                int a = random.Next(1 << LogCommitted);
                BabyBear flag = BabyBear.FromUInt32((uint)random.Next(2));
                BabyBear value = BabyBear.FromUInt32((uint)a);
                user[row, 0] = value;
                user[row, 1] = flag;
                user[row, 2] = value * value * flag;
                (a < structured.RowCount && random.Next(2) == 0 ? structured : committed)[a, 0] += flag;
            }

            _traces.Add(new MachineTrace(UserAir, user));
        }

        _traces.Add(new MachineTrace(CommittedTable, committed));
        committed[9, 0] += BabyBear.One;
        FinishTable(committed);
        FinishTable(structured);
        Statement = StatementWith(9);
        Key = ProvingKey.Create(Parameters(TargetBits), Airs(), 1);
    }

    public ProvingKey Key { get; }

    public PublicInteraction[] Statement { get; }

    /// <summary>Traces in no special order; the first with lookups is at 1.</summary>
    public IReadOnlyList<MachineTrace> Traces => _traces;

    public static PublicInteraction[] StatementWith(uint value) =>
    [
        new(Bus, -BabyBear.One, [BabyBear.FromUInt32(value), BabyBear.FromUInt32(2 * value)]),
    ];

    public static StarkParameters Parameters(int targetBits) => new()
    {
        LogStackHeight = 10,
        MinLogHeight = 7,
        Pcs = new PcsOptions { TargetBits = targetBits, MaxWorkBits = 4, MaxFinalVariables = 3 },
    };

    public static IAir[] Airs() =>
    [
        new LookupAir(), new FixedAir(LogCommitted, true), new FixedAir(LogStructured, false),
    ];

    public StarkProof Prove(int threadCount = 1) =>
        StarkProver.Prove(Key, _traces, Statement, threadCount, out _);

    public StarkResult Verify(StarkProof proof) =>
        StarkVerifier.Verify(Key.Verifying, Statement, proof);

    public byte[] ProveToBytes()
    {
        ProofWriter writer = new();
        Prove().WriteTo(writer);
        return writer.Written.ToArray();
    }

    /// <summary>True if the bytes are a proof, of exactly this length, that is accepted.</summary>
    public bool IsAccepted(ReadOnlySpan<byte> bytes)
    {
        ProofReader reader = new(bytes);
        return StarkProof.TryRead(ref reader, Key.Verifying, Statement, out StarkProof? proof)
            && reader.IsAtEnd
            && Verify(proof!) == StarkResult.Accepted;
    }

    public void Dispose()
    {
        Key.Dispose();
        foreach (MachineTrace trace in _traces)
        {
            trace.Trace.Dispose();
        }
    }

    // y = n (n + x).
    private static void FinishTable(TraceMatrix table)
    {
        for (int row = 0; row < table.RowCount; row++)
        {
            BabyBear n = BabyBear.FromUInt32((uint)row);
            table[row, 1] = n * (n + table[row, 0]);
        }
    }

    private sealed class LookupAir : IAir
    {
        public string Name => "lookup";

        public int Width => 3;

        public void Eval<TBuilder, T>(ref TBuilder builder)
            where TBuilder : IAirBuilder<T>
            where T : struct, IField<T>
        {
            T a = builder.Main(0);
            T flag = builder.Main(1);
            builder.AssertZero(flag * (flag - T.One), "the flag is a bit");
            builder.AssertZero((a * a * flag) - builder.Main(2), "the square if flagged");
            builder.Interact(Bus, -flag, [a, a + a]);
        }
    }
}
