namespace ZeroSharp.Compiler.Tests;

/// <summary>A guest's hash is its identity, so the same program must give the same bytes.</summary>
public sealed class ReproducibilityTests
{
    [Fact]
    public void Compile_CopyInAnotherFolder_GivesTheSameBytes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string source = Path.GetDirectoryName(CompiledPrograms.AssemblyPath)!;
            foreach (string file in Directory.EnumerateFiles(source, "ZeroSharp.*"))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            string name = Path.GetFileName(CompiledPrograms.AssemblyPath);
            Assert.Equal(CompiledPrograms.Elf, GuestCompiler.Compile(Path.Combine(folder.FullName, name)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
