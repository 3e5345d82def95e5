namespace ZeroSharp.Ethereum.Stateless;

/// <summary>Why a block input could not be decoded.</summary>
public enum InputStatus
{
    /// <summary>The input is well formed.</summary>
    Ok = 0,

    /// <summary>The input ends before a field or section does.</summary>
    Truncated = 1,

    /// <summary>The first four bytes are not the format's magic number.</summary>
    BadMagic = 2,

    /// <summary>The format version is not one that this program reads.</summary>
    UnknownVersion = 3,

    /// <summary>A count exceeds its bound, or a flag is not known.</summary>
    OutOfRange = 4,

    /// <summary>Bytes follow the last section.</summary>
    TrailingBytes = 5,
}
