using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// The messages of LogUp-GKR for a tree of 2^n leaves: a proof of work, the root fraction, and for each
/// layer of 2^i fractions, from i = 0, two coefficients for each of i sumcheck rounds and the values
/// p0, p1, q0, q1 of the two halves of the next layer.
/// </summary>
public sealed class LogUpProof
{
    private readonly Ext5[] _elements;

    private LogUpProof(ulong nonce, int logLeafCount, Ext5[] elements)
    {
        Nonce = nonce;
        LogLeafCount = logLeafCount;
        _elements = elements;
    }

    /// <summary>The proof of work before the challenges.</summary>
    public ulong Nonce { get; }

    /// <summary>n.</summary>
    public int LogLeafCount { get; }

    public Ext5 RootNumerator => _elements[0];

    public Ext5 RootDenominator => _elements[1];

    /// <summary>All elements in the order of the transcript.</summary>
    public ReadOnlySpan<Ext5> Elements => _elements;

    /// <summary>Number of extension elements of a proof: 2 + sum over i &lt; n of (2 i + 4).</summary>
    public static int ElementCount(int logLeafCount) => LayerStart(logLeafCount);

    /// <summary>Bytes of a proof.</summary>
    public static int ByteLength(int logLeafCount) =>
        8 + (4 * Ext5.Degree * ElementCount(logLeafCount));

    /// <summary>Null unless there are exactly the elements that a tree of this size takes.</summary>
    public static LogUpProof? Create(ulong nonce, int logLeafCount, ReadOnlySpan<Ext5> elements) =>
        elements.Length == ElementCount(logLeafCount)
            ? new LogUpProof(nonce, logLeafCount, elements.ToArray())
            : null;

    /// <summary>False if the bytes end too early or are not canonical.</summary>
    public static bool TryRead(ref ProofReader reader, int logLeafCount, out LogUpProof? proof)
    {
        Ext5[] elements = new Ext5[ElementCount(logLeafCount)];
        proof = null;
        if (!reader.TryRead(out ulong nonce) || !reader.TryRead(elements))
        {
            return false;
        }

        proof = new LogUpProof(nonce, logLeafCount, elements);
        return true;
    }

    /// <summary>Writes <see cref="ByteLength"/> bytes.</summary>
    public void WriteTo(ProofWriter writer)
    {
        writer.Write(Nonce);
        writer.Write(Elements);
    }

    /// <summary>The linear and quadratic coefficient of a sumcheck round of a layer.</summary>
    public ReadOnlySpan<Ext5> Round(int layer, int round) =>
        _elements.AsSpan(LayerStart(layer) + (2 * round), 2);

    /// <summary>p0, p1, q0, q1 at the point where the sumcheck of a layer ends.</summary>
    public ReadOnlySpan<Ext5> LayerValues(int layer) =>
        _elements.AsSpan(LayerStart(layer) + (2 * layer), 4);

    private static int LayerStart(int layer) => (layer * layer) + (3 * layer) + 2;
}
