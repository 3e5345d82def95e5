using ZeroSharp.Ethereum.Core.Curves;

namespace ZeroSharp.Ethereum.Core;

/// <summary>ECDSA public key recovery over secp256k1 (SEC 1, section 4.1.6; SEC 2).</summary>
public static class Secp256k1
{
    private static UInt256 Order => new(
        0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    /// <summary>Half of the order, rounded down: transactions need s at most this (EIP-2).</summary>
    public static UInt256 HalfOrder => new(
        0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF);

    /// <summary>
    /// The signer's address; false unless 0 &lt; r, s &lt; n, the recovery id is 0 or 1 (the
    /// parity of y), and r is the x of a point. A high s is accepted: whether it may be is the
    /// caller's rule.
    /// </summary>
    public static bool TryRecover(
        in Hash256 hash, in UInt256 r, in UInt256 s, int recoveryId, out Address signer)
    {
        signer = default;
        UInt256 n = Order;
        if (r.IsZero || s.IsZero || r >= n || s >= n || (uint)recoveryId > 1)
        {
            return false;
        }
        UInt256 z = hash.ToUInt256();
        if (!Secp256k1Curve.TryRecoverKey(in z, in r, in s, recoveryId, out UInt256 x, out UInt256 y))
        {
            return false;
        }
        Span<byte> key = stackalloc byte[64];
        x.ToBigEndian(key[..32]);
        y.ToBigEndian(key[32..]);
        Hash256 digest = Keccak256.Hash(key);
        signer = Address.FromHash(in digest);
        return true;
    }
}
