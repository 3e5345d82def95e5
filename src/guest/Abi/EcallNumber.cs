namespace ZeroSharp.Guest.Abi;

/// <summary>Environment call numbers (register a7); see docs/internals/machine.md.</summary>
public static class EcallNumber
{
    public const int Halt = 0;
    public const int KeccakF1600 = 1;
    public const int MulMod256 = 2;
    public const int DivRem256 = 3;
}
