using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;

namespace ZeroSharp.Zkvm.Verifier.Tests;

/// <summary>The digest of a program key binds all that a verifier takes from the key.</summary>
public sealed class ProgramKeyTests
{
    // Where the program table's height stands: behind the file's header and nine parameters.
    private const int HeightAt = 8 + 36;

    private static readonly ProgramKey Key = new(
        new VerifyingKey(
            ProvenRun.Parameters, MachineAirs.ForProgram(MachineChips.MinLogHeight), Pattern(32)),
        ProvenRun.Program);

    [Fact]
    public void TryRead_WrittenKey_HasItsDigest()
    {
        Assert.True(ProgramKey.TryRead(Key.ToBytes(), out ProgramKey? read));
        Assert.Equal(Key.Digest.ToArray(), read!.Digest.ToArray());
        Assert.Equal(Key.EntryPc, read.EntryPc);
        Assert.Equal(Key.Machine.FixedRoot, read.Machine.FixedRoot);
        Assert.Equal(MachineChips.MinLogHeight, read.Machine.FixedMatrices[0].LogHeight);
    }

    [Fact]
    public void TryRead_AnyBitChanged_IsNoKeyOrAnother()
    {
        byte[] bytes = Key.ToBytes();
        int read = 0;
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (ProgramKey.TryRead(changed, out ProgramKey? other))
            {
                Assert.NotEqual(Key.Digest.ToArray(), other!.Digest.ToArray());
                read++;
            }
        }

        Assert.True(read > 8 * 32);
    }

    [Fact]
    public void TryRead_AnyLengthButItsOwn_IsNoKey()
    {
        byte[] bytes = Key.ToBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(ProgramKey.TryRead(bytes.AsSpan(0, length), out _));
        }

        Assert.False(ProgramKey.TryRead([.. bytes, 0], out _));
    }

    [Theory]
    [InlineData(19)]
    [InlineData(255)]
    public void TryRead_TableTallerThanTheStack_IsNoKey(byte logHeight)
    {
        byte[] bytes = Key.ToBytes();
        bytes[HeightAt] = logHeight;
        Assert.False(ProgramKey.TryRead(bytes, out _));
    }

    [Fact]
    public void ToBytes_OtherChips_Throws()
    {
        AirKey[] airs = MachineAirs.ForProgram(MachineChips.MinLogHeight);
        (airs[0], airs[1]) = (airs[1], airs[0]);
        ProgramKey other = new(
            new VerifyingKey(ProvenRun.Parameters, airs, Pattern(32)), ProvenRun.Program);
        Assert.Throws<InvalidOperationException>(() => other.ToBytes());
    }

    [Fact]
    public void ForProgram_ChipsOfAProgram_HaveTheSameKeys()
    {
        AirKey[] expected =
        [
            .. MachineChips.All(ProvenRun.Program).Select(chip => AirKey.Create(AirDescription.Create(chip))),
        ];
        AirKey[] actual = MachineAirs.ForProgram(expected[^1].FixedLogHeight);

        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Air.GetType(), actual[i].Air.GetType());
            Assert.Equal(expected[i].Digest.ToArray(), actual[i].Digest.ToArray());
            Assert.Equal(expected[i].BusUses.ToArray(), actual[i].BusUses.ToArray());
            Assert.Equal(expected[i].ConstraintCount, actual[i].ConstraintCount);
            Assert.Equal(expected[i].FixedLogHeight, actual[i].FixedLogHeight);
        }
    }

    private static byte[] Pattern(int length) =>
        [.. Enumerable.Range(0, length).Select(i => (byte)(7 * i))];
}
