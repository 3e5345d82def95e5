using ZeroSharp.Compiler.Emit;
using ZeroSharp.Compiler.Tests.Machine;

namespace ZeroSharp.Compiler.Tests;

/// <summary>Where .NET throws, the machine halts with the code of that exception.</summary>
public sealed class TrapTests
{
    [Theory]
    [InlineData(0, typeof(IndexOutOfRangeException), TrapCode.IndexOutOfRange)]
    [InlineData(1, typeof(IndexOutOfRangeException), TrapCode.IndexOutOfRange)]
    [InlineData(2, typeof(NullReferenceException), TrapCode.NullReference)]
    [InlineData(3, typeof(NullReferenceException), TrapCode.NullReference)]
    [InlineData(4, typeof(DivideByZeroException), TrapCode.DivideByZero)]
    [InlineData(5, typeof(DivideByZeroException), TrapCode.DivideByZero)]
    [InlineData(6, typeof(OverflowException), TrapCode.Overflow)]
    [InlineData(7, typeof(OverflowException), TrapCode.Overflow)]
    [InlineData(8, typeof(OverflowException), TrapCode.Overflow)]
    [InlineData(9, typeof(InvalidCastException), TrapCode.InvalidCast)]
    [InlineData(10, typeof(IndexOutOfRangeException), TrapCode.IndexOutOfRange)]
    [InlineData(11, typeof(ArgumentOutOfRangeException), TrapCode.ArgumentOutOfRange)]
    [InlineData(12, typeof(InvalidOperationException), TrapCode.Thrown)]
    [InlineData(13, typeof(OverflowException), TrapCode.Overflow)]
    [InlineData(14, typeof(IndexOutOfRangeException), TrapCode.IndexOutOfRange)]
    [InlineData(15, typeof(OverflowException), TrapCode.Overflow)]
    [InlineData(16, typeof(ArgumentException), TrapCode.Thrown)]
    [InlineData(17, typeof(OverflowException), TrapCode.Overflow)]
    [InlineData(19, typeof(OutOfMemoryException), TrapCode.OutOfMemory)]
    public void Run_WhereDotNetThrows_HaltsWithTheCode(int selector, Type exception, TrapCode code)
    {
        byte[] input = [(byte)(100 + selector), 0, 200, 1];

        Assert.Throws(exception, () => CompiledPrograms.RunUnderDotNet(input));
        ReferenceMachine machine = CompiledPrograms.RunOnMachine(input);
        Assert.Equal((uint)code, machine.ExitCode);
    }

    [Fact]
    public void Run_EndlessRecursion_HaltsWithStackOverflow()
    {
        ReferenceMachine machine = CompiledPrograms.RunOnMachine([118, 0, 200, 1]);

        Assert.Equal((uint)TrapCode.StackOverflow, machine.ExitCode);
    }
}
