namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>
/// The map to G2 (RFC 9380, section 8.8.2) and its 3-isogeny (appendix E.3), in Montgomery form.
/// </summary>
internal readonly struct Bls12MapG2 : IBls12Map<Bls12Fp2>
{
    private static readonly Bls12Fp2[] XNumeratorValues =
    [
        new Bls12Fp2(
            new Bls12Fp(
                0x47F671C71CE05E62, 0x06DD57071206393E, 0x7C80CD2AF3FD71A2,
                0x048103EA9E6CD062, 0xC54516ACC8D037F6, 0x13808F550920EA41),
            new Bls12Fp(
                0x47F671C71CE05E62, 0x06DD57071206393E, 0x7C80CD2AF3FD71A2,
                0x048103EA9E6CD062, 0xC54516ACC8D037F6, 0x13808F550920EA41)),
        new Bls12Fp2(
            default,
            new Bls12Fp(
                0x5FE55555554C71D0, 0x873FFFDD236AAAA3, 0x6A6B4619B26EF918,
                0x21C2888408874945, 0x2836CDA7028CABC5, 0x0AC73310A7FD5ABD)),
        new Bls12Fp2(
            new Bls12Fp(
                0x0A0C5555555971C3, 0xDB0C00101F9EAAAE, 0xB1FB2F941D797997,
                0xD3960742EF416E1C, 0xB70040E2C20556F4, 0x149D7861E581393B),
            new Bls12Fp(
                0xAFF2AAAAAAA638E8, 0x439FFFEE91B55551, 0xB535A30CD9377C8C,
                0x90E144420443A4A2, 0x941B66D3814655E2, 0x0563998853FEAD5E)),
        new Bls12Fp2(
            new Bls12Fp(
                0x40AAC71C71C725ED, 0x190955557A84E38E, 0xD817050A8F41ABC3,
                0xD86485D4C87F6FB1, 0x696EB479F885D059, 0x198E1A74328002D2),
            default),
    ];

    private static readonly Bls12Fp2[] XDenominatorValues =
    [
        new Bls12Fp2(
            default,
            new Bls12Fp(
                0x1F3AFFFFFF13AB97, 0xF25BFC611DA3FF3E, 0xCA3757CB3819B208,
                0x3E6427366F8CEC18, 0x03977BC86095B089, 0x04F69DB13F39A952)),
        new Bls12Fp2(
            new Bls12Fp(
                0x447600000027552E, 0xDCB8009A43480020, 0x6F7EE9CE4A6E8B59,
                0xB10330B7C0A95BC6, 0x6140B1FCFB1E54B7, 0x0381BE097F0BB4E1),
            new Bls12Fp(
                0x7588FFFFFFD8557D, 0x41F3FF646E0BFFDF, 0xF7B1E8D2AC426ACA,
                0xB3741ACD32DBB6F8, 0xE9DAF5B9482D581F, 0x167F53E0BA7431B8)),
        Bls12Fp2.One,
    ];

    private static readonly Bls12Fp2[] YNumeratorValues =
    [
        new Bls12Fp2(
            new Bls12Fp(
                0x96D8F684BDFC77BE, 0xB530E4F43B66D0E2, 0x184A88FF379652FD,
                0x57CB23ECFAE804E1, 0x0FD2E39EADA3EBA9, 0x08C8055E31C5D5C3),
            new Bls12Fp(
                0x96D8F684BDFC77BE, 0xB530E4F43B66D0E2, 0x184A88FF379652FD,
                0x57CB23ECFAE804E1, 0x0FD2E39EADA3EBA9, 0x08C8055E31C5D5C3)),
        new Bls12Fp2(
            default,
            new Bls12Fp(
                0xBF0A71C71C91B406, 0x4D6D55D28B7638FD, 0x9D82F98E5F205AEE,
                0xA27AA27B1D1A18D5, 0x02C3B2B2D2938E86, 0x0C7D13420B09807F)),
        new Bls12Fp2(
            new Bls12Fp(
                0xD7F9555555531C74, 0x21CFFFF748DAAAA8, 0x5A9AD1866C9BBE46,
                0x4870A2210221D251, 0x4A0DB369C0A32AF1, 0x02B1CCC429FF56AF),
            new Bls12Fp(
                0xE205AAAAAAAC8E37, 0xFCDC000768795556, 0x0C96011A8A1537DD,
                0x1C06A963F163406E, 0x010DF44C82A881E6, 0x174F45260F808FEB)),
        new Bls12Fp2(
            new Bls12Fp(
                0xA470BDA12F67F35C, 0xC0FE38E23327B425, 0xC9D3D0F2C6F0678D,
                0x1C55C9935B5A982E, 0x27F6C0E2F0746764, 0x117C5E6E28AA9054),
            default),
    ];

    private static readonly Bls12Fp2[] YDenominatorValues =
    [
        new Bls12Fp2(
            new Bls12Fp(
                0x0162FFFFFA765ADF, 0x8F7BEA480083FB75, 0x561B3C2259E93611,
                0x11E19FC1A9C875D5, 0xCA713EFC00367660, 0x03C6A03D41DA1151),
            new Bls12Fp(
                0x0162FFFFFA765ADF, 0x8F7BEA480083FB75, 0x561B3C2259E93611,
                0x11E19FC1A9C875D5, 0xCA713EFC00367660, 0x03C6A03D41DA1151)),
        new Bls12Fp2(
            default,
            new Bls12Fp(
                0x5DB0FFFFFD3B02C5, 0xD713F52358EBFDBA, 0x5EA60761A84D161A,
                0xBB2C75A34EA6C44A, 0x0AC6735921C1119B, 0x0EE3D913BDACFBF6)),
        new Bls12Fp2(
            new Bls12Fp(
                0x66B10000003AFFC5, 0xCB1400E764EC0030, 0xA73E5EB56FA5D106,
                0x8984C913A0FE09A9, 0x11E10AFB78AD7F13, 0x05429D0E3E918F52),
            new Bls12Fp(
                0x534DFFFFFFC4AAE6, 0x5397FF174C67FFCF, 0xBFF273EB870B251D,
                0xDAF2827152870915, 0x393A9CBACA9E2DC3, 0x14BE74DBFAEE5748)),
        Bls12Fp2.One,
    ];

    /// <summary>240 u.</summary>
    public static Bls12Fp2 A => new(
        default,
        new Bls12Fp(
            0xE53A000003135242, 0x01080C0FDEF80285, 0xE7889EDBE340F6BD,
            0x0B51375126310601, 0x02D6985717C744AB, 0x1220B4E979EA5467));

    /// <summary>1012 (1 + u).</summary>
    public static Bls12Fp2 B => new(
        new Bls12Fp(
            0x22EA00000CF89DB2, 0x6EC832DF71380AA4, 0x6E1B94403DB5A66E,
            0x75BF3C53A79473BA, 0x3DD3A569412C0A34, 0x125CDB5E74DC4FD1),
        new Bls12Fp(
            0x22EA00000CF89DB2, 0x6EC832DF71380AA4, 0x6E1B94403DB5A66E,
            0x75BF3C53A79473BA, 0x3DD3A569412C0A34, 0x125CDB5E74DC4FD1));

    /// <summary>-(2 + u).</summary>
    public static Bls12Fp2 Z => new(
        new Bls12Fp(
            0x87EBFFFFFFF9555C, 0x656FFFE5DA8FFFFA, 0x0FD0749345D33AD2,
            0xD951E663066576F4, 0xDE291A3D41E980D3, 0x0815664C7DFE040D),
        new Bls12Fp(
            0x43F5FFFFFFFCAAAE, 0x32B7FFF2ED47FFFD, 0x07E83A49A2E99D69,
            0xECA8F3318332BB7A, 0xEF148D1EA0F4C069, 0x040AB3263EFF0206));

    public static ReadOnlySpan<Bls12Fp2> XNumerator => XNumeratorValues;

    public static ReadOnlySpan<Bls12Fp2> XDenominator => XDenominatorValues;

    public static ReadOnlySpan<Bls12Fp2> YNumerator => YNumeratorValues;

    public static ReadOnlySpan<Bls12Fp2> YDenominator => YDenominatorValues;

    public static bool SqrtOrScaled(in Bls12Fp2 value, out Bls12Fp2 root) =>
        value.SqrtOrScaled(out root);
}
