using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 2 of the checklist: which chips a proof has, how often, in which order and of which height is the
/// prover's choice within the rules of the verifying key, and no choice weakens the proof.
/// </summary>
public sealed class Row02ShapeTests
{
    private const int ByteOfInstances = 4;

    public static TheoryData<string> Tables => ["Range", "Bytes", "Program"];

    [Fact]
    public void TryCreate_HonestInstances_Succeeds() => Assert.True(IsShape(Honest()));

    [Theory]
    [MemberData(nameof(Tables))]
    public void TryCreate_TableMissingOrTwiceOrOfAnotherHeight_Fails(string table)
    {
        InstanceShape[] honest = Honest();
        int at = Array.FindIndex(honest, instance => NameOf(instance) == table);
        InstanceShape own = honest[at];
        Assert.False(IsShape([.. honest[..at], .. honest[(at + 1)..]]));
        Assert.False(IsShape(Sorted([.. honest, own])));
        Assert.False(IsShape(Sorted([.. honest, own with { LogHeight = own.LogHeight - 1 }])));
        InstanceShape[] lower = [.. honest];
        lower[at] = own with { LogHeight = own.LogHeight - 1 };
        Assert.False(IsShape(Sorted(lower)));
    }

    [Fact]
    public void TryCreate_InstancesOutOfOrder_Fails()
    {
        InstanceShape[] honest = Honest();
        for (int i = 1; i < honest.Length; i++)
        {
            InstanceShape[] swapped = [.. honest];
            (swapped[i - 1], swapped[i]) = (swapped[i], swapped[i - 1]);
            Assert.False(IsShape(swapped));
        }
    }

    [Theory]
    [InlineData(-1, 8)]
    [InlineData(255, 8)]
    [InlineData(0, SmallMachine.MinLogHeight - 1)]
    [InlineData(0, 19)]
    [InlineData(0, 255)]
    public void TryCreate_ChipOrHeightThatDoesNotExist_Fails(int chip, int logHeight) =>
        Assert.False(IsShape(Sorted([.. Honest(), new InstanceShape(chip, logHeight)])));

    [Fact]
    public void TryCreate_NoOrTooManyInstances_Fails()
    {
        InstanceShape[] honest = Honest();
        IEnumerable<InstanceShape> more = Enumerable.Repeat(
            new InstanceShape(0, SmallMachine.MinLogHeight), StarkParameters.MaxInstanceCount - honest.Length);
        Assert.False(IsShape([]));
        Assert.True(IsShape(Sorted([.. honest, .. more])));
        Assert.False(IsShape(Sorted([.. honest, .. more, new InstanceShape(0, SmallMachine.MinLogHeight)])));
    }

    // The rows and the evaluations are those of one shape, so that no other shape has the same proof.
    [Fact]
    public void Verify_ShapeChangedInTheBytes_Rejects()
    {
        const int claimLength = 89;
        int instances = Honest().Length;
        for (int at = claimLength; at < claimLength + ByteOfInstances + (2 * instances); at++)
        {
            foreach (byte change in new byte[] { 1, 2, 16 })
            {
                byte[] changed = [.. ProvenCalculation.Segment];
                changed[at] ^= change;
                Assert.False(ProvenCalculation.IsAccepted(changed), $"byte {at}");
            }
        }
    }

    // Without the rows of a chip the buses do not balance: a proof can be made, and says nothing.
    [Theory]
    [InlineData("DivRem")]
    [InlineData("MerkleNode")]
    [InlineData("HaltCall")]
    public void Verify_ProofWithoutAChip_Rejects(string chip)
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        forged.Remove(chip);
        Assert.Equal(RunResult.SegmentRejected, ProvenCalculation.Verify(forged));
    }

    // As many instances as a prover likes: each constraint is one more degree of a challenge.
    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void TryCreate_MoreConstraintsThanTheTargetAllows_Fails(int instances, bool isShape)
    {
        PcsOptions options = new() { TargetBits = 140, MaxWorkBits = 20 };
        Assert.Equal(isShape, IsShapeOf(options, logStack: 7, new ManyConstraints(64), instances));
    }

    // Slots are powers of a challenge, and low instances of a high stack leave many of them unused.
    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void TryCreate_MoreSlotsThanTheTargetAllows_Fails(int logStack, bool isShape)
    {
        PcsOptions options = new() { TargetBits = 145, MaxWorkBits = 20 };
        Assert.Equal(isShape, IsShapeOf(options, logStack, new ManyConstraints(1), 1));
    }

    // More columns need more of the opening; out of reach of the options, that is a refusal, not an error.
    [Theory]
    [InlineData(32, true)]
    [InlineData(256, false)]
    public void TryCreate_MoreColumnsThanTheOpeningAllows_Fails(int instances, bool isShape)
    {
        PcsOptions options = new() { TargetBits = 143, MaxWorkBits = 0 };
        Assert.Equal(isShape, IsShapeOf(options, logStack: 7, new ManyConstraints(1), instances));
    }

    // The largest shapes that the production parameters admit, of every chip alone.
    [Fact]
    public void TryCreate_AnyShapeOfTheProductionMachine_ReachesTheTarget()
    {
        StarkParameters parameters = new();
        VerifyingKey key = new(parameters, ProvenCalculation.Machine.Airs, new byte[32]);
        InstanceShape[] tables = [.. Honest().Where(instance => key.Airs[instance.AirIndex].Air.Fixed is not null)];
        int program = Array.FindIndex(tables, instance => NameOf(instance) == "Program");
        tables[program] = tables[program] with
        {
            LogHeight = key.Airs[tables[program].AirIndex].Air.Fixed!.LogHeight,
        };
        int shapes = 0;
        for (int air = 0; air < key.Airs.Length; air++)
        {
            foreach (int logHeight in new[] { parameters.MinLogHeight, parameters.LogStackHeight })
            {
                IEnumerable<InstanceShape> more = Enumerable.Repeat(new InstanceShape(air, logHeight), 1000);
                if (StarkShape.TryCreate(key, Sorted([.. tables, .. more]), [], out StarkShape? shape))
                {
                    Assert.True(shape!.Security([]).Bits >= parameters.Pcs.TargetBits);
                    shapes++;
                }
            }
        }

        Assert.True(shapes > 30);
    }

    private static InstanceShape[] Honest() => ProvenCalculation.Read().Proof.Instances;

    private static string NameOf(InstanceShape instance) =>
        ProvenCalculation.Machine.Airs[instance.AirIndex].Air.Name;

    private static InstanceShape[] Sorted(InstanceShape[] instances) =>
        [.. instances.OrderByDescending(instance => instance.LogHeight).ThenBy(instance => instance.AirIndex)];

    private static bool IsShape(InstanceShape[] instances) =>
        StarkShape.TryCreate(ProvenCalculation.Machine, instances, [], out _);

    private static bool IsShapeOf(PcsOptions options, int logStack, IAir air, int instances)
    {
        StarkParameters parameters = new() { LogStackHeight = logStack, MinLogHeight = 7, Pcs = options };
        VerifyingKey key = new(parameters, [AirKey.Create(AirDescription.Create(air))], []);
        InstanceShape[] shapes = [.. Enumerable.Repeat(new InstanceShape(0, 7), instances)];
        return StarkShape.TryCreate(key, shapes, [], out _);
    }

    private sealed class ManyConstraints(int count) : IAir
    {
        public string Name => "many constraints";

        public int Width => 1;

        public void Eval<TBuilder, T>(ref TBuilder builder)
            where TBuilder : IAirBuilder<T>
            where T : struct, IField<T>
        {
            for (int i = 0; i < count; i++)
            {
                builder.AssertZero(builder.Main(0), "zero");
            }
        }
    }
}
