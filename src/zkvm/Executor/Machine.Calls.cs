using System.Numerics;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Zkvm.Executor;

public sealed unsafe partial class Machine
{
    /// <summary>Runs an environment call; Paused means that the run goes on.</summary>
    private RunStatus Call<TObserver>(ref TObserver observer, uint pc, uint number, ulong argument)
        where TObserver : struct, IStepObserver
    {
        int wordCount;
        switch (number)
        {
            case EcallNumber.Halt:
                ExitCode = (uint)argument;
                if (TObserver.IsActive)
                {
                    observer.BeforeCall(number, pc, argument, 0, 0);
                    observer.AfterCall(number, 0, 0);
                }

                return RunStatus.Halted;
            case EcallNumber.KeccakF1600:
                wordCount = Isa.EcallWords.Keccak;
                break;
            case EcallNumber.MulMod256:
            case EcallNumber.DivRem256:
                wordCount = Isa.EcallWords.Arithmetic256;
                break;
            default:
                return RunStatus.UnknownCall;
        }

        if ((argument & 7) != 0)
        {
            return RunStatus.MisalignedAccess;
        }

        if (argument > (1UL << 32) - (8 * (ulong)wordCount))
        {
            return RunStatus.AccessOutOfRange;
        }

        uint address = (uint)argument;
        ulong* words = (ulong*)(_memory.Base + address);
        if (!AreOperandsValid(number, words))
        {
            return RunStatus.BadCallOperands;
        }

        if (TObserver.IsActive)
        {
            observer.BeforeCall(number, pc, argument, address, wordCount);
        }

        switch (number)
        {
            case EcallNumber.KeccakF1600:
                KeccakPermutation.Apply(words);
                break;
            case EcallNumber.MulMod256:
                BigInteger product = ReadWide(words) * ReadWide(words + 4);
                WriteWide(words + 12, product % ReadWide(words + 8));
                break;
            default:
                BigInteger quotient =
                    BigInteger.DivRem(ReadWide(words), ReadWide(words + 4), out BigInteger remainder);
                WriteWide(words + 8, quotient);
                WriteWide(words + 12, remainder);
                break;
        }

        if (TObserver.IsActive)
        {
            observer.AfterCall(number, address, wordCount);
        }

        return RunStatus.Paused;
    }

    private static bool AreOperandsValid(uint number, ulong* words) => number switch
    {
        EcallNumber.MulMod256 => !ReadWide(words + 8).IsZero
            && ReadWide(words) * ReadWide(words + 4) < ReadWide(words + 8) << 256,
        EcallNumber.DivRem256 => !ReadWide(words + 4).IsZero,
        _ => true,
    };

    private static BigInteger ReadWide(ulong* words) =>
        new(new ReadOnlySpan<byte>(words, 32), isUnsigned: true);

    private static void WriteWide(ulong* words, BigInteger value)
    {
        Span<byte> target = new(words, 32);
        target.Clear();
        value.TryWriteBytes(target, out _, isUnsigned: true);
    }
}
