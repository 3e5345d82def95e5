using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>Environment calls at random places and times, and what they must say on the buses.</summary>
internal static class CallSamples
{
    public const uint ProgramBase = 0x20_0000;

    public static readonly Instruction Ecall = new(Opcode.Ecall, 0, 17, 10, 0);

    /// <summary>A program of calls only.</summary>
    public static Instruction[] Program { get; } = [.. Enumerable.Repeat(Ecall, 8)];

    public static StepRecord Step(Random random, uint number, ulong argument, uint pcStep, int index)
    {
        uint timestamp = (uint)(1 + (4 * random.Next(1000, 2000)) + (100_000 * index));
        int recent = (int)Math.Min(timestamp, RefreshRecord.RecentTicks);
        uint pc = ProgramBase + (4 * (uint)random.Next(Program.Length));
        return new StepRecord
        {
            Pc = pc,
            NextPc = pc + pcStep,
            Timestamp = timestamp,
            Rs1 = number,
            Rs2 = argument,
            Rs1PreviousTimestamp = timestamp - (uint)random.Next(1, recent),
            Rs2PreviousTimestamp = timestamp - (uint)random.Next(1, recent),
            Instruction = Ecall,
        };
    }

    /// <summary>A call on words in memory.</summary>
    public static EcallRecord Call(Random random, uint number, ulong[] before, ulong[] after, int index)
    {
        ulong address = 8 * (ulong)random.NextInt64((1L << 29) - before.Length);
        EcallRecord call = new(before.Length) { Step = Step(random, number, address, 4, index) };
        before.CopyTo(call.Old, 0);
        after.CopyTo(call.New, 0);
        for (int i = 0; i < before.Length; i++)
        {
            call.PreviousTimestamps[i] =
                random.Next(3) == 0 ? 0 : (uint)random.Next((int)call.Step.Timestamp + 2);
        }

        return call;
    }

    /// <summary>The messages of an instruction that reads a7 and a0.</summary>
    public static IEnumerable<string> Messages(StepRecord step)
    {
        yield return $"0: {step.Pc} {step.Timestamp} = -1";
        yield return $"0: {step.NextPc} {step.Timestamp + 4} = 1";
        yield return $"2: 1 17 {Limbs(step.Rs1)} {step.Rs1PreviousTimestamp} = -1";
        yield return $"2: 1 17 {Limbs(step.Rs1)} {step.Timestamp} = 1";
        yield return $"2: 1 10 {Limbs(step.Rs2)} {step.Rs2PreviousTimestamp} = -1";
        yield return $"2: 1 10 {Limbs(step.Rs2)} {step.Timestamp + 1} = 1";
    }

    /// <summary>The same, and those of the words.</summary>
    public static IEnumerable<string> Messages(EcallRecord call)
    {
        List<string> messages = [.. Messages(call.Step)];
        for (int i = 0; i < call.WordCount; i++)
        {
            ulong word = (call.Step.Rs2 / 8) + (ulong)i;
            messages.Add($"2: 0 {word} {Limbs(call.Old[i])} {call.PreviousTimestamps[i]} = -1");
            messages.Add($"2: 0 {word} {Limbs(call.New[i])} {call.Step.Timestamp + 2} = 1");
        }

        return messages;
    }

    public static string Limbs(ulong value) =>
        string.Join(' ', Enumerable.Range(0, 4).Select(i => (ushort)(value >> (16 * i))));

    public static ulong[] RandomWords(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64() ^ ((ulong)random.Next() << 40))];
}
