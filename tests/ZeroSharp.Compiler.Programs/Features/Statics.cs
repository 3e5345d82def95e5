namespace ZeroSharp.Compiler.Programs.Features;

internal static class Statics
{
    private static readonly uint[] Squares = MakeSquares();
    private static readonly byte[][] Nested = [[1, 2], [], [3]];
    private static readonly Config Shared = new(5, new Config(6, null));
    private static readonly (int A, ulong B) Pair = (-1, ulong.MaxValue);
    private static readonly UInt128 Wide = UInt128.MaxValue - 5;
    private static readonly int Computed = Squares.Length + Nested.Length;
    private static int counter = 40;
    private static ulong[] scratch = new ulong[4];

    private sealed class Config(int depth, Config? inner)
    {
        public int Depth { get; set; } = depth;

        public Config? Inner { get; } = inner;
    }

    private static class Lazy<T>
    {
        public static readonly T[] Items = new T[3];

        public static int Uses;
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        foreach (uint square in Squares)
        {
            Report.Value(square);
        }

        Report.Value(Squares[input[0] & 7] + Nested[0][1] + Nested[2][0]);
        Shared.Depth += input[1];
        Report.Value(Shared.Depth + Shared.Inner!.Depth);
        Report.Value((ulong)Pair.A ^ Pair.B);
        Report.Value((ulong)(Wide >> 64) ^ (ulong)Wide);
        counter += Computed;
        counter++;
        Report.Value(counter);
        scratch[2] = input[2];
        ulong[] before = scratch;
        scratch = new ulong[2];
        Report.Value(before[2] + (ulong)scratch.Length);
        Lazy<int>.Items[1] = 7;
        Lazy<int>.Uses++;
        Lazy<byte>.Uses += 5;
        Report.Value(Lazy<int>.Items[1] + Lazy<byte>.Items.Length + Lazy<int>.Uses + Lazy<byte>.Uses);
        Report.Value("static".Length + "static"[2]);
        Restore(input[1]);
    }

    // Under .NET all runs share the statics.
    private static void Restore(int depth)
    {
        Shared.Depth -= depth;
        counter = 40;
        scratch = new ulong[4];
        Lazy<int>.Uses = 0;
        Lazy<byte>.Uses = 0;
    }

    private static uint[] MakeSquares()
    {
        uint[] squares = new uint[8];
        for (uint i = 0; i < squares.Length; i++)
        {
            squares[i] = i * i;
        }

        return squares;
    }
}
