using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs.Tests;

/// <summary>Committed random columns with an honest opening, for tests to take apart.</summary>
internal sealed class OpeningCase
{
    /// <summary>Few bits of work, that tests be short; all else is as in production.</summary>
    public static readonly PcsOptions Options = new() { MaxWorkBits = 4, TargetBits = 60 };

    private OpeningCase(
        PcsParameters parameters, CommittedMatrix[] matrices, Ext5[] point, Ext5[] values, WhirProof proof)
    {
        Parameters = parameters;
        Matrices = matrices;
        Point = point;
        Values = values;
        Proof = proof;
    }

    public PcsParameters Parameters { get; }

    public CommittedMatrix[] Matrices { get; }

    public Ext5[] Point { get; }

    public Ext5[] Values { get; }

    public WhirProof Proof { get; }

    public int[] Widths => [.. Matrices.Select(matrix => matrix.Width)];

    public byte[] ProofBytes
    {
        get
        {
            var writer = new ProofWriter();
            Proof.Write(writer);
            return writer.Written.ToArray();
        }
    }

    public static OpeningCase Create(
        int logHeight, int[] widths, PcsOptions options, int threads = 1, int wrongColumn = -1)
    {
        PcsParameters parameters = PcsParameters.Create(logHeight, widths.Sum(), options);
        RandomColumns[] sources =
            [.. widths.Select((width, i) => new RandomColumns(width, logHeight, i))];
        PcsCommitment[] commitments =
            [.. sources.Select(source => PcsCommitment.Create(parameters, source, threads))];
        Challenger challenger = Transcript(commitments.Select(c => c.Public), logHeight, out Ext5[] point);
        Ext5[] values =
        [
            .. sources.SelectMany(source => Enumerable.Range(0, source.Count)
                .Select(column => Multilinear.Evaluate(source[column], point))),
        ];
        if (wrongColumn >= 0)
        {
            values[wrongColumn] += Ext5.One;
        }

        WhirProof proof = WhirProver.Open(parameters, commitments, point, values, challenger, threads);
        CommittedMatrix[] matrices = [.. commitments.Select(commitment => commitment.Public)];
        foreach (PcsCommitment commitment in commitments)
        {
            commitment.Dispose();
        }

        return new OpeningCase(parameters, matrices, point, values, proof);
    }

    public WhirResult Verify(WhirProof proof) => Verify(proof, Matrices, Values);

    public WhirResult Verify(WhirProof proof, CommittedMatrix[] matrices, Ext5[] values)
    {
        Challenger challenger = Transcript(matrices, Parameters.LogHeight, out Ext5[] point);
        return WhirVerifier.Verify(Parameters, matrices, point, values, proof, challenger);
    }

    /// <summary>True if the bytes can be read, to the end, and are accepted.</summary>
    public bool Accepts(byte[] bytes)
    {
        var reader = new ProofReader(bytes);
        return WhirProof.TryRead(ref reader, Parameters, Widths, out WhirProof? proof)
            && reader.IsAtEnd
            && Verify(proof!) == WhirResult.Accepted;
    }

    private static Challenger Transcript(
        IEnumerable<CommittedMatrix> matrices, int logHeight, out Ext5[] point)
    {
        var challenger = new Challenger("opening test"u8);
        foreach (CommittedMatrix matrix in matrices)
        {
            challenger.Observe(matrix.Root);
        }

        point = new Ext5[logHeight];
        for (int i = 0; i < logHeight; i++)
        {
            point[i] = challenger.SampleExtension();
        }

        return challenger;
    }
}
