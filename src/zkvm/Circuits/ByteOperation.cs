namespace ZeroSharp.Zkvm.Circuits;

/// <summary>Operations of the Bytes bus.</summary>
public static class ByteOperation
{
    public const int And = 0;
    public const int Or = 1;
    public const int Xor = 2;

    /// <summary>Two bytes and a zero: checks the range of both at the price of one look-up.</summary>
    public const int Pair = 3;

    public const int Count = 4;
}
