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
        if (!AreOperandsValid(number, new Span<ulong>(words, wordCount)))
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
                MultiplyModulo(new Span<ulong>(words, wordCount));
                break;
            default:
                Divide(new Span<ulong>(words, wordCount));
                break;
        }

        if (TObserver.IsActive)
        {
            observer.AfterCall(number, address, wordCount);
        }

        return RunStatus.Paused;
    }

    private static bool AreOperandsValid(uint number, Span<ulong> words)
    {
        switch (number)
        {
            case EcallNumber.MulMod256:
                // a * b < m * 2^256 if and only if the upper half of the product is below m.
                Span<ulong> product = stackalloc ulong[2 * WideDivision.Words];
                WideDivision.Multiply(words, words[4..], product);
                return WideDivision.IsBelow(product[WideDivision.Words..], words[8..]);
            case EcallNumber.DivRem256:
                return words.Slice(4, WideDivision.Words).ContainsAnyExcept(0UL);
            default:
                return true;
        }
    }

    private static void MultiplyModulo(Span<ulong> words)
    {
        Span<ulong> product = stackalloc ulong[2 * WideDivision.Words];
        Span<ulong> quotient = stackalloc ulong[WideDivision.Words];
        WideDivision.Multiply(words, words[4..], product);
        WideDivision.DivRem(product, words[8..], quotient, words[12..]);
    }

    private static void Divide(Span<ulong> words)
    {
        Span<ulong> numerator = stackalloc ulong[2 * WideDivision.Words];
        words[..WideDivision.Words].CopyTo(numerator);
        WideDivision.DivRem(numerator, words[4..], words[8..], words[12..]);
    }
}
