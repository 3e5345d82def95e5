using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 4 of the checklist: the key's digest is bound, and leaves out no part of the key. (There is no
/// recursion yet that would have to bind it a second time.)
/// </summary>
public sealed class Row04KeyDigestTests
{
    [Fact]
    public void Digest_AnyPartOfTheKeyChanged_IsAnother()
    {
        VerifyingKey key = ProvenCalculation.Machine;
        StarkParameters own = key.Parameters;
        PcsOptions pcs = own.Pcs;
        StarkParameters[] parameters =
        [
            own,
            new() { LogStackHeight = 19, MinLogHeight = own.MinLogHeight, Pcs = pcs },
            new() { LogStackHeight = own.LogStackHeight, MinLogHeight = 8, Pcs = pcs },
            With(own, pcs with { LogBlowup = 2 }),
            With(own, pcs with { BlowupStep = 3 }),
            With(own, pcs with { FoldingVariables = 5 }),
            With(own, pcs with { MaxFinalVariables = 7 }),
            With(own, pcs with { TargetBits = 41 }),
            With(own, pcs with { MaxWorkBits = 5 }),
        ];
        byte[] root = [.. key.FixedRoot];
        root[0] ^= 1;
        List<VerifyingKey> keys = [.. parameters.Select(p => new VerifyingKey(p, key.Airs, key.FixedRoot))];
        keys.Add(new VerifyingKey(own, key.Airs, root));
        keys.Add(new VerifyingKey(own, [.. key.Airs.Skip(1)], key.FixedRoot));
        keys.Add(new VerifyingKey(own, [key.Airs[1], key.Airs[0], .. key.Airs.Skip(2)], key.FixedRoot));
        Assert.Equal(keys.Count, keys.Select(k => Convert.ToHexString(k.Digest)).Distinct().Count());
    }

    // One word of code, of data, or the entry.
    [Fact]
    public void Digest_AnotherProgram_IsAnother()
    {
        ProgramImage program = ProvenCalculation.Program;
        Instruction[] code = [.. program.Instructions];
        code[3] = Decoder.Decode(Encode.Register(1, 5, 8, 6, 7), program.TextBase + 12);
        ProgramImage otherCode = new(program.EntryPc, program.TextBase, code, program.Data, []);
        using ProvingKey other = ProvingKey.Create(SmallMachine.Parameters, MachineChips.All(otherCode), 2);
        ImageWord[] data = [.. program.Data, new ImageWord(program.Data[^1].Address + 8, 1)];
        string[] digests =
        [
            Convert.ToHexString(ProvenCalculation.Key.Digest),
            Digest(other.Verifying, otherCode),
            Digest(ProvenCalculation.Machine, new(program.EntryPc, program.TextBase, program.Instructions, data, [])),
            Digest(
                ProvenCalculation.Machine,
                new(program.EntryPc + 4, program.TextBase, program.Instructions, program.Data, [])),
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void Verify_ProofForAnotherKeyOfTheSameMachine_Rejects()
    {
        VerifyingKey key = ProvenCalculation.Machine;
        VerifyingKey stricter = new(
            With(key.Parameters, key.Parameters.Pcs with { MaxFinalVariables = 7 }), key.Airs, key.FixedRoot);
        SegmentProof proof = ProvenCalculation.Read();
        Assert.NotEqual(
            StarkResult.Accepted,
            StarkVerifier.Verify(stricter, proof.Claim.PublicInteractions(), proof.Proof));
    }

    private static string Digest(VerifyingKey machine, ProgramImage program) =>
        Convert.ToHexString(new ProgramKey(machine, program).Digest);

    private static StarkParameters With(StarkParameters parameters, PcsOptions options) => new()
    {
        LogStackHeight = parameters.LogStackHeight,
        MinLogHeight = parameters.MinLogHeight,
        Pcs = options,
    };
}
