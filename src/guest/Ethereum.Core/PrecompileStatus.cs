namespace ZeroSharp.Ethereum.Core;

/// <summary>How a precompiled contract ended.</summary>
public enum PrecompileStatus
{
    /// <summary>Success; the output may be empty (ecrecover of an invalid signature).</summary>
    Success,

    /// <summary>The price exceeds the gas given; all of it is consumed.</summary>
    OutOfGas,

    /// <summary>The input is not acceptable; all gas is consumed.</summary>
    Failure,
}

/// <summary>How MODEXP is priced.</summary>
public enum ModExpPricing
{
    /// <summary>Byzantium: EIP-198.</summary>
    Eip198,

    /// <summary>Berlin: EIP-2565.</summary>
    Eip2565,

    /// <summary>Osaka: EIP-7883, with the input bound of EIP-7823.</summary>
    Eip7883,
}

/// <summary>Which precompiled contracts a fork has, and what they cost (gas).</summary>
public readonly struct PrecompileRules
{
    /// <summary>Contracts 1 to this number exist.</summary>
    public readonly int LastAddress;

    /// <summary>Whether P256VERIFY exists at 0x100 (EIP-7951).</summary>
    public readonly bool HasP256;

    public readonly ModExpPricing ModExp;
    public readonly long Bn254Add;
    public readonly long Bn254Mul;
    public readonly long Bn254PairingBase;
    public readonly long Bn254PairingPerPair;

    public PrecompileRules(
        int lastAddress, bool hasP256, ModExpPricing modExp, bool cheapCurve)
    {
        LastAddress = lastAddress;
        HasP256 = hasP256;
        ModExp = modExp;
        // EIP-196 and EIP-197, reduced by EIP-1108.
        Bn254Add = cheapCurve ? 150 : 500;
        Bn254Mul = cheapCurve ? 6_000 : 40_000;
        Bn254PairingBase = cheapCurve ? 45_000 : 100_000;
        Bn254PairingPerPair = cheapCurve ? 34_000 : 80_000;
    }

    public static PrecompileRules Frontier => new(4, false, ModExpPricing.Eip198, false);

    public static PrecompileRules Byzantium => new(8, false, ModExpPricing.Eip198, false);

    public static PrecompileRules Istanbul => new(9, false, ModExpPricing.Eip198, true);

    /// <summary>Berlin to Shanghai.</summary>
    public static PrecompileRules Berlin => new(9, false, ModExpPricing.Eip2565, true);

    public static PrecompileRules Cancun => new(10, false, ModExpPricing.Eip2565, true);

    public static PrecompileRules Prague => new(17, false, ModExpPricing.Eip2565, true);

    public static PrecompileRules Osaka => new(17, true, ModExpPricing.Eip7883, true);

    /// <summary>Whether the address is a precompiled contract, and its number.</summary>
    public bool TryGetNumber(in Address address, out int number)
    {
        number = 0;
        if (!address.TryToUInt64(out ulong value) || value == 0)
        {
            return false;
        }
        if (value > (ulong)LastAddress && !(HasP256 && value == 0x100))
        {
            return false;
        }
        number = (int)value;
        return true;
    }
}
