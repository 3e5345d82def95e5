using System.Diagnostics;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Executor;

namespace ZeroSharp.Cli;

/// <summary>A run of the block program in the emulator.</summary>
/// <param name="Cycles">Instructions executed.</param>
/// <param name="Seconds">Time it took.</param>
internal sealed record GuestRun(ulong Cycles, double Seconds)
{
    private const ulong StepsBetweenChecks = 1 << 26;

    /// <summary>Runs a block, and checks that the program's output is the native statement.</summary>
    /// <exception cref="InvalidOperationException">
    /// The program fails, or its statement is another: a defect of ours, as native execution succeeds.
    /// </exception>
    public static GuestRun Execute(PreparedBlock block, Statement expected, CancellationToken cancellation)
    {
        using Machine machine = new(BlockProgram.Load(), block.Input);
        Stopwatch watch = Stopwatch.StartNew();
        RunStatus status;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            status = machine.Run(StepsBetweenChecks);
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
            ? new GuestRun(machine.Cycles, seconds)
            : throw new InvalidOperationException(
                $"block {block.Number}: the guest program's statement differs from native execution's");
    }
}
