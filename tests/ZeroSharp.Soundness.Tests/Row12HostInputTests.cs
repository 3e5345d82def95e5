using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 12 of the checklist: a host chooses the input region and nothing else, and the output is what the
/// program left there. (There are no hints, and no call that writes what a host says. The guest's own
/// bounds, its allocator's among them: TrapTests of the compiler.)
/// </summary>
public sealed class Row12HostInputTests
{
    [Fact]
    public void InputRegion_Subtree_IsTheRegionOfTheMemoryMap()
    {
        const int bitsBelow = 32 - (InputRegion.Level - 1);
        Assert.Equal(MemoryMap.InputBase, InputRegion.Index << bitsBelow);
        Assert.Equal(MemoryMap.InputEnd, (InputRegion.Index + 1) << bitsBelow);
        Assert.Equal((Segmenter.InputLevel, Segmenter.InputIndex), (InputRegion.Level, InputRegion.Index));
        Assert.True(MemoryMap.ImageEnd <= MemoryMap.InputBase && MemoryMap.StackTop < MemoryMap.InputBase);
        Assert.True(MemoryMap.OutputBase >= MemoryMap.InputEnd);
    }

    // Whatever digest a proof gives for the input region, the first root's other subtrees are the program's.
    [Fact]
    public void FirstRoot_AnyInput_LeavesEveryOtherSubtree()
    {
        ProgramImage program = SmallMachine.Copy(8);
        ProgramKey key = new(ProvenCalculation.Machine, program);
        foreach (byte[] input in new byte[][] { [], [1], new byte[100] })
        {
            using Segmenter segmenter = new(program, input, new SegmentLimits());
            MemoryDigest expected = segmenter.Tree.Digest(0, 0);
            Assert.True(key.FirstRoot(segmenter.InputDigest) == expected);
            MemoryDigest other = segmenter.InputDigest;
            other[8] += BabyBear.One;
            Assert.False(key.FirstRoot(other) == expected);
        }
    }

    [Fact]
    public void Read_DataOutsideOfTheImage_IsNoKey()
    {
        ProgramImage program = ProvenCalculation.Program;
        ImageWord[] data = [new ImageWord(MemoryMap.InputBase, 1)];
        Assert.Throws<ArgumentException>(() => new ProgramKey(
            ProvenCalculation.Machine,
            new ProgramImage(program.EntryPc, program.TextBase, program.Instructions, data, [])));
    }

    // A word behind the output's end, or a length that is not the output's: the subtree is another.
    [Theory]
    [InlineData(8, 16)]
    [InlineData(8, 1016)]
    [InlineData(7, 8)]
    public void Verify_RegionThatHoldsMoreThanTheOutput_Rejects(int length, int at)
    {
        ProgramImage program = Encode.Program(
            [
                .. SmallMachine.Address(7, 0xC0000),
                Encode.Addi(28, 0, length),
                Encode.Store(3, 28, 7, 0),
                Encode.Addi(8, 0, -1),
                Encode.Store(3, 8, 7, at),
                .. SmallMachine.Halt(0),
            ]);
        using ProgramProver prover = ProgramProver.Create(program, SmallMachine.Parameters, 2);
        RunProof run = prover.Prove([], new SegmentLimits());
        Assert.Equal(length, run.Output.Length);
        Assert.Equal(RunResult.OutputMismatch, RunVerifier.Verify(prover.Key, run, out _));
    }

    [Fact]
    public void Verify_OutputLongerThanAProofHolds_IsMalformed()
    {
        RunProof honest = ProvenCalculation.Run;
        RunProof longer = new()
        {
            ProgramDigest = honest.ProgramDigest,
            Output = new byte[OutputRegion.MaxLength + 1],
            InputRegion = honest.InputRegion,
            OutputSiblings = honest.OutputSiblings,
            Segments = honest.Segments,
        };
        Assert.Equal(RunResult.Malformed, RunVerifier.Verify(ProvenCalculation.Key, longer, out _));
        Assert.False(RunProof.TryRead(longer.ToBytes(), out _));
    }
}
