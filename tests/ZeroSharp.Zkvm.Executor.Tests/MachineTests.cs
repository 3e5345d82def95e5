using System.Diagnostics;
using ZeroSharp.Guest.Abi;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

public sealed class MachineTests
{
    private const int A0 = 10;
    private const int A7 = 17;

    [Fact]
    public void Run_CountingLoop_ComputesTheSum()
    {
        using Machine machine = new(SumLoop(1000), []);
        Assert.Equal(RunStatus.Halted, machine.Run());
        Assert.Equal(500500u, machine.ExitCode);
        Assert.Equal(3005u, machine.Cycles);
    }

    [Fact]
    public void Run_InPieces_IsTheSameAsAtOnce()
    {
        using Machine machine = new(SumLoop(1000), []);
        while (machine.Run(7) == RunStatus.Paused)
        {
        }

        Assert.Equal(500500u, machine.ExitCode);
        Assert.Equal(3005u, machine.Cycles);
    }

    [Fact]
    public void Run_InputAndOutput_AreReadAndWritten()
    {
        // Copies the first input word, plus one, to the output.
        ProgramImage program = Encode.Program(
            Encode.Lui(5, 0x80000),
            Encode.Immediate(1, 5, 5, 32),
            Encode.Immediate(5, 5, 5, 32),
            Encode.Load(3, 6, 5, 8),
            Encode.Addi(6, 6, 1),
            Encode.Lui(7, 0xC0000),
            Encode.Immediate(1, 7, 7, 32),
            Encode.Immediate(5, 7, 7, 32),
            Encode.Addi(8, 0, 8),
            Encode.Store(3, 8, 7, 0),
            Encode.Store(3, 6, 7, 8),
            Encode.Addi(A7, 0, 0),
            Encode.Addi(A0, 0, 0),
            Encode.Ecall);
        using Machine machine = new(program, [41, 0, 0, 0, 0, 0, 0, 1]);
        Assert.Equal(RunStatus.Halted, machine.Run());
        Assert.Equal([42, 0, 0, 0, 0, 0, 0, 1], machine.Memory.ReadOutput());
    }

    [Theory]
    [InlineData(RunStatus.MisalignedAccess, 3u, 4)]
    [InlineData(RunStatus.MisalignedAccess, 2u, 2)]
    [InlineData(RunStatus.MisalignedAccess, 1u, 1)]
    [InlineData(RunStatus.AccessOutOfRange, 0u, -1)]
    [InlineData(RunStatus.AccessOutOfRange, 3u, -8)]
    public void Run_BadLoad_Traps(RunStatus expected, uint funct3, int address)
    {
        using Machine machine = new(Encode.Program(Encode.Load(funct3, 5, 0, address)), []);
        Assert.Equal(expected, machine.Run());
        Assert.Equal(MemoryMap.TextBase, machine.Pc);
        Assert.Equal(0u, machine.Cycles);
    }

    [Theory]
    [InlineData(RunStatus.MisalignedAccess, 3u, 4)]
    [InlineData(RunStatus.MisalignedAccess, 2u, 2)]
    [InlineData(RunStatus.MisalignedAccess, 1u, 1)]
    [InlineData(RunStatus.AccessOutOfRange, 0u, -1)]
    [InlineData(RunStatus.AccessOutOfRange, 3u, -8)]
    public void Run_BadStore_TrapsAndWritesNothing(RunStatus expected, uint funct3, int address)
    {
        using Machine machine = new(
            Encode.Program(Encode.Addi(5, 0, -1), Encode.Store(funct3, 5, 0, address)), []);
        Assert.Equal(expected, machine.Run());
        Assert.Equal(MemoryMap.TextBase + 4, machine.Pc);
        Assert.Equal(1u, machine.Cycles);
        Assert.Equal(0u, machine.Memory.ReadWord(0));
    }

    [Fact]
    public void Run_NoInstruction_Traps()
    {
        using Machine machine = new(Encode.Program(Encode.Addi(5, 0, 1), 0xFFFF_FFFF), []);
        Assert.Equal(RunStatus.IllegalInstruction, machine.Run());
        Assert.Equal(MemoryMap.TextBase + 4, machine.Pc);
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(64)]
    public void Run_BranchOutOfTheText_TrapsAtTheTarget(int offset)
    {
        using Machine machine = new(Encode.Program(Encode.Branch(0, 0, 0, offset)), []);
        Assert.Equal(RunStatus.FetchTrap, machine.Run());
        Assert.Equal(MemoryMap.TextBase + (uint)offset, machine.Pc);
        Assert.Equal(1u, machine.Cycles);
        Assert.Equal(RunStatus.FetchTrap, machine.Run());
    }

    // 0x7FFFF000 above the text is beyond 32 bits with a sign.
    [Fact]
    public void Run_AuipcBeyondTwoGigabytes_HasThePositiveSum()
    {
        using Machine machine = new(Encode.Program(Encode.Auipc(5, 0x7FFFF)), []);
        machine.Run();
        Assert.Equal(MemoryMap.TextBase + 0x7FFF_F000UL, machine.Register(5));
    }

    [Fact]
    public void Run_FallsOffTheText_Traps()
    {
        using Machine machine = new(Encode.Program(Encode.Addi(5, 0, 1)), []);
        Assert.Equal(RunStatus.FetchTrap, machine.Run());
        Assert.Equal(1u, machine.Cycles);
    }

    [Fact]
    public void Run_JumpOutOfTheText_TrapsAtTheJump()
    {
        using Machine machine = new(Encode.Program(Encode.Jalr(1, 0, 64)), []);
        Assert.Equal(RunStatus.FetchTrap, machine.Run());
        Assert.Equal(0u, machine.Register(1));
    }

    [Fact]
    public void Run_UnknownCall_Traps()
    {
        using Machine machine = new(Encode.Program(Encode.Addi(A7, 0, 99), Encode.Ecall), []);
        Assert.Equal(RunStatus.UnknownCall, machine.Run());
    }

    [Fact]
    public void Run_MulModByZero_Traps()
    {
        using Machine machine = new(
            Encode.Program(Encode.Addi(A7, 0, 2), Encode.Addi(A0, 0, 64), Encode.Ecall), []);
        Assert.Equal(RunStatus.BadCallOperands, machine.Run());
    }

    [Fact]
    public void Run_WriteToX0_IsDiscarded()
    {
        using Machine machine = new(Encode.Program(Encode.Lui(0, 5), Encode.Add(5, 0, 0)), []);
        machine.Run();
        Assert.Equal(0u, machine.Register(0));
        Assert.Equal(0u, machine.Register(5));
    }

    [Theory]
    [InlineData(4u, 0x8000_0000_0000_0000UL, ulong.MaxValue, 0x8000_0000_0000_0000UL)]
    [InlineData(6u, 0x8000_0000_0000_0000UL, ulong.MaxValue, 0UL)]
    [InlineData(4u, 7UL, 0UL, ulong.MaxValue)]
    [InlineData(5u, 7UL, 0UL, ulong.MaxValue)]
    [InlineData(6u, 7UL, 0UL, 7UL)]
    [InlineData(7u, 7UL, 0UL, 7UL)]
    [InlineData(1u, ulong.MaxValue, ulong.MaxValue, 0UL)]
    [InlineData(2u, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue)]
    [InlineData(3u, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue - 1)]
    public void Run_MultiplyAndDivideEdges_FollowTheStandard(uint funct3, ulong a, ulong b, ulong expected)
    {
        ProgramImage program = Encode.Program(
            [
                Encode.Load(3, 5, 0, 0x100),
                Encode.Load(3, 6, 0, 0x108),
                Encode.Register(1, funct3, 7, 5, 6),
            ],
            [new ImageWord(0x100, a), new ImageWord(0x108, b)]);
        using Machine machine = new(program, []);
        machine.Run();
        Assert.Equal(expected, machine.Register(7));
    }

    [Fact]
    public void Run_LongLoop_IsFast()
    {
        using Machine warm = new(SumLoop(2_000_000), []);
        warm.Run();
        using Machine machine = new(SumLoop(20_000_000), []);
        Stopwatch watch = Stopwatch.StartNew();
        machine.Run();
        double rate = machine.Cycles / watch.Elapsed.TotalSeconds;
        Console.WriteLine($"{rate / 1e6:F0} M instructions/s");
        Assert.True(rate > 20e6, $"only {rate / 1e6:F1} M instructions a second");
    }

    internal static ProgramImage SumLoop(int count) => Encode.Program(
        Encode.Lui(5, (uint)((count + 0x800) >> 12)),
        Encode.Addi(5, 5, (count << 20) >> 20),
        Encode.Add(A0, A0, 5),
        Encode.Addi(5, 5, -1),
        Encode.Branch(1, 5, 0, -8),
        Encode.Addi(A7, 0, 0),
        Encode.Add(6, 0, 0),
        Encode.Ecall);
}
