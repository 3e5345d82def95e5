namespace ZeroSharp.Zkvm.Circuits;

/// <summary>Bus identifiers; messages are listed in docs/internals/machine.md.</summary>
public static class Buses
{
    public const int Execution = 0;
    public const int Program = 1;
    public const int Memory = 2;
    public const int Range = 3;
    public const int Bytes = 4;
    public const int Merkle = 5;
    public const int Poseidon2 = 6;
    public const int Keccak = 7;
    public const int Halt = 8;
}
