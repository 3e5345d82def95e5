namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>A module of one file that a test writes.</summary>
internal static class ScratchModule
{
    /// <summary>Reads a text as the file scratch.tf.</summary>
    public static HclModule Read(string text)
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-terraform-").FullName;
        try
        {
            string file = Path.Combine(folder, "scratch.tf");
            File.WriteAllText(file, text);
            return HclModule.Read(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
