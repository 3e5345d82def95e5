using ZeroSharp.Compiler.Tests.Machine;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Compiler.Tests;

/// <summary>The zkVM's own emulator runs compiled programs as the reference machine does.</summary>
public sealed class ExecutorTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(13)]
    public void Run_FeatureProgram_EqualsTheReferenceMachine(int selector)
    {
        byte[] input = CompiledPrograms.Input(selector, 9);
        ReferenceMachine reference = CompiledPrograms.RunOnMachine(input);
        using Zkvm.Executor.Machine machine = new(ElfReader.Read(CompiledPrograms.Elf), input);

        Assert.Equal(RunStatus.Halted, machine.Run());
        Assert.Equal(reference.ExitCode, machine.ExitCode);
        Assert.Equal(reference.Output, machine.Memory.ReadOutput());
    }

    [Fact]
    public void Text_AllPrograms_HoldsOnlyInstructionsOfTheMachine()
    {
        ProgramImage image = ElfReader.Read(CompiledPrograms.Elf);

        Assert.NotEmpty(image.Instructions);
        Assert.DoesNotContain(
            image.Instructions, instruction => instruction.Opcode == Opcode.None);
    }
}
