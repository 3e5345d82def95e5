namespace ZeroSharp.Cluster.Witness;

/// <summary>Contract codes without repetition, in the order in which they came.</summary>
internal sealed class CodeSet(List<byte[]> codes)
{
    private readonly HashSet<string> _seen = [];

    public void Add(byte[] code)
    {
        if (code.Length > 0 && _seen.Add(Convert.ToBase64String(code)))
        {
            codes.Add(code);
        }
    }
}
