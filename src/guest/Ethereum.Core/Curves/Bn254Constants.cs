using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>Powers xi^(i (p - 1) / 6) of xi = 9 + u.</summary>
internal static class Bn254Constants
{
    public static Bn254Fp2 Gamma1 => new(
        new Fq(new UInt256(
            0xD60B35DADCC9E470, 0x5C521E08292F2176, 0xE8B99FDD76E68B60, 0x1284B71C2865A7DF)),
        new Fq(new UInt256(
            0xCA5CF05F80F362AC, 0x747992778EEEC7E5, 0xA6327CFE12150B8E, 0x246996F3B4FAE7E6)));

    public static Bn254Fp2 Gamma2 => new(
        new Fq(new UInt256(
            0x99E39557176F553D, 0xB78CC310C2C3330C, 0x4C0BEC3CF559B143, 0x2FB347984F7911F7)),
        new Fq(new UInt256(
            0x1665D51C640FCBA2, 0x32AE2A1D0B7C9DCE, 0x4BA4CC8BD75A0794, 0x16C9E55061EBAE20)));

    public static Bn254Fp2 Gamma3 => new(
        new Fq(new UInt256(
            0xDC54014671A0135A, 0xDBAAE0EDA9C95998, 0xDC5EC698B6E2F9B9, 0x063CF305489AF5DC)),
        new Fq(new UInt256(
            0x82D37F632623B0E3, 0x21807DC98FA25BD2, 0x0704B5A7EC796F2B, 0x07C03CBCAC41049A)));

    public static Bn254Fp2 Gamma4 => new(
        new Fq(new UInt256(
            0x848A1F55921EA762, 0xD33365F7BE94EC72, 0x80F3C0B75A181E84, 0x05B54F5E64EEA801)),
        new Fq(new UInt256(
            0xC13B4711CD2B8126, 0x3685D2EA1BDEC763, 0x9F3A80B03B0B1C92, 0x2C145EDBE7FD8AEE)));

    public static Bn254Fp2 Gamma5 => new(
        new Fq(new UInt256(
            0x2EA2C810EAB7692F, 0x425C459B55AA1BD3, 0xE93A3661A4353FF4, 0x0183C1E74F798649)),
        new Fq(new UInt256(
            0x24C6B8EE6E0C2C4B, 0xB080CB99678E2AC0, 0xA27FB246C7729F7D, 0x12ACF2CA76FD0675)));
}
