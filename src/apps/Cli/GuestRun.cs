using System.Diagnostics;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Cli;

/// <summary>A run of the block program in the emulator.</summary>
/// <param name="Cycles">Instructions executed.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="Profile">Instructions by function, most first; empty unless asked for.</param>
internal sealed record GuestRun(
    ulong Cycles, double Seconds, IReadOnlyList<(string Function, ulong Cycles)> Profile)
{
    private const ulong StepsBetweenChecks = 1 << 26;

    /// <summary>Runs a block, and checks that the program's output is the native statement.</summary>
    /// <exception cref="InvalidOperationException">
    /// The program fails, or its statement is another: a defect of ours, as native execution succeeds.
    /// </exception>
    public static GuestRun Execute(
        PreparedBlock block, Statement expected, bool withProfile, CancellationToken cancellation)
    {
        ProgramImage program = BlockProgram.Load();
        using Machine machine = new(program, block.Input);
        ProfileObserver observer = new(program);
        Stopwatch watch = Stopwatch.StartNew();
        RunStatus status;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            status = withProfile
                ? machine.Run(ref observer, StepsBetweenChecks)
                : machine.Run(StepsBetweenChecks);
        }
        while (status == RunStatus.Paused);

        double seconds = watch.Elapsed.TotalSeconds;
        if (status != RunStatus.Halted || machine.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"block {block.Number}: the guest program failed ({status} at 0x{machine.Pc:x}, exit code "
                + $"{machine.ExitCode}), though native execution succeeds");
        }

        byte[] statement = new byte[Statement.ByteLength];
        expected.Write(statement);
        return statement.AsSpan().SequenceEqual(machine.Memory.ReadOutput())
            ? new GuestRun(machine.Cycles, seconds, withProfile ? observer.ByFunction() : [])
            : throw new InvalidOperationException(
                $"block {block.Number}: the guest program's statement differs from native execution's");
    }

    /// <summary>Counts instructions by function.</summary>
    private readonly struct ProfileObserver(ProgramImage program) : IStepObserver
    {
        private readonly ulong[] _counts = new ulong[program.Instructions.Length];

        public static bool IsActive => true;

        public bool ShouldPause => false;

        public void OnStep(in StepEvent step) => _counts[(step.Pc - program.TextBase) >> 2]++;

        public void BeforeCall(uint number, uint pc, ulong argument, uint address, int wordCount) =>
            _counts[(pc - program.TextBase) >> 2]++;

        public void AfterCall(uint number, uint address, int wordCount)
        {
        }

        public IReadOnlyList<(string Function, ulong Cycles)> ByFunction()
        {
            List<(string Function, ulong Cycles)> functions = [];
            foreach (ProgramSymbol symbol in program.Symbols)
            {
                ulong sum = 0;
                uint end = Math.Min(symbol.Address + symbol.Size, program.TextEnd);
                for (uint pc = symbol.Address; pc >= program.TextBase && pc < end; pc += 4)
                {
                    sum += _counts[(pc - program.TextBase) >> 2];
                }

                functions.Add((symbol.Name, sum));
            }

            functions.Sort((a, b) => b.Cycles.CompareTo(a.Cycles));
            return functions;
        }
    }
}
