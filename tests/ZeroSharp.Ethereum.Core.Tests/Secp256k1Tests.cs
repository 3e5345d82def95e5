namespace ZeroSharp.Ethereum.Core.Tests;

public sealed class Secp256k1Tests
{
    [Fact]
    public void TryRecover_KnownSignature_GivesTheSigner()
    {
        // The signature of the ecrecover vector "ValidKey" of go-ethereum.
        var hash = new Hash256(Convert.FromHexString(
            "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c"));
        UInt256 r = UInt256.FromBigEndian(Convert.FromHexString(
            "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f"));
        UInt256 s = UInt256.FromBigEndian(Convert.FromHexString(
            "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549"));
        Assert.True(Secp256k1.TryRecover(in hash, in r, in s, 1, out Address signer));
        var bytes = new byte[20];
        signer.CopyTo(bytes);
        Assert.Equal("a94f5374fce5edbc8e2a8697c15331677e6ebf0b", Convert.ToHexStringLower(bytes));
        Assert.True(Secp256k1.TryRecover(in hash, in r, in s, 0, out Address other));
        Assert.NotEqual(signer, other);
        UInt256 zero = default;
        Assert.False(Secp256k1.TryRecover(in hash, in zero, in s, 0, out _));
        Assert.False(Secp256k1.TryRecover(in hash, in r, in zero, 0, out _));
        Assert.False(Secp256k1.TryRecover(in hash, in r, in s, 2, out _));
    }
}
