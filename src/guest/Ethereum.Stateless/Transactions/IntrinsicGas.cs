using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>Gas that a transaction costs whatever its code does.</summary>
/// <param name="standard">What is taken before any code runs.</param>
/// <param name="floor">What it costs at least in the end (EIP-7623); zero before Prague.</param>
public readonly struct IntrinsicGas(ulong standard, ulong floor)
{
    private const ulong BaseGas = 21_000;
    private const ulong ZeroByte = 4;

    // EIP-2930.
    private const ulong AccessAddress = 2400;
    private const ulong AccessKey = 1900;

    public readonly ulong Standard = standard;
    public readonly ulong Floor = floor;

    public static IntrinsicGas Of(Transaction transaction, ForkRules rules)
    {
        ulong zeros = 0;
        byte[] data = transaction.Data;
        for (int i = 0; i < data.Length; i++)
        {
            zeros += data[i] == 0 ? 1UL : 0UL;
        }

        GasSchedule prices = rules.Gas;
        ulong length = (ulong)data.Length;
        ulong others = length - zeros;
        ulong gas = BaseGas + (ZeroByte * zeros) + (prices.DataByte * others);
        gas += AccessAddress * (ulong)transaction.AccessAddresses.Length;
        gas += AccessKey * (ulong)transaction.AccessKeys.Length;
        gas += Authorization.Gas * (ulong)transaction.Authorizations.Length;
        if (transaction.IsCreation)
        {
            gas += prices.CreationTransaction;
            gas += (ulong)prices.InitCodeWord * ((length + 31) >> 5);
        }

        ulong floor = prices.FloorToken == 0
            ? 0
            : BaseGas + (prices.FloorToken * (zeros + (4 * others)));
        return new IntrinsicGas(gas, floor);
    }
}
