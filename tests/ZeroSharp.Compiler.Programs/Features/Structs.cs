using System.Runtime.InteropServices;

namespace ZeroSharp.Compiler.Programs.Features;

internal static class Structs
{
    private struct Pair(ulong first, byte second)
    {
        public ulong First = first;
        public byte Second = second;

        public readonly ulong Sum => First + Second;

        public void Grow(ulong by)
        {
            First += by;
            Second++;
        }
    }

    private struct Large
    {
        public Pair A;
        public Pair B;
        public uint C;
        public ulong D;
        public ushort E;
        public ulong F;
        public ulong G;
        public ulong H;
        public ulong I;
        public ulong J;
        public ulong K;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Overlap
    {
        [FieldOffset(0)]
        public ulong Whole;

        [FieldOffset(4)]
        public uint High;

        [FieldOffset(1)]
        public byte Second;
    }

    private readonly record struct Point(int X, int Y);

    private struct Empty
    {
        public static int Answer => 42;

        public readonly int Same(int value) => value;
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        Pair pair = new(input[0], input[1]);
        Pair copy = pair;
        copy.Grow(5);
        Report.Value(pair.Sum);
        Report.Value(copy.Sum);
        Report.Value(Changed(pair).Sum + pair.Sum);

        Large large = MakeLarge(input[2]);
        Large second = large;
        second.B.Grow(1000);
        Touch(second);
        Update(ref large, in second, out ulong total);
        Report.Value(total);
        Report.Value(large.B.Sum + second.B.Sum + large.K);
        Report.Value(Total(large));

        Overlap overlap = new() { Whole = 0x1122334455667788 };
        overlap.Second = input[3];
        Report.Value(overlap.Whole);
        Report.Value(overlap.High);
        Overlap moved = overlap;
        moved.High = 7;
        Report.Value(moved.Whole ^ overlap.Whole);

        Point point = new(input[4], -3);
        Point other = point with { Y = 9 };
        Report.Value(point == other);
        Report.Value(point.Equals(new Point(input[4], -3)));
        (int x, int y) = other;
        Report.Value(x - y);

        Empty empty = default;
        Report.Value(empty.Same(Empty.Answer));
        ref Pair chosen = ref Choose(ref pair, ref copy, input[5] > 128);
        chosen.First = 99;
        Report.Value(pair.First + (copy.First << 8));
    }

    private static Pair Changed(Pair pair)
    {
        pair.Grow(17);
        return pair;
    }

    private static Large MakeLarge(ulong seed) => new()
    {
        A = new Pair(seed, 1),
        B = new Pair(seed * 3, 2),
        C = (uint)seed << 9,
        D = seed ^ 0x5555,
        E = 77,
        F = 1,
        G = 2,
        H = 3,
        I = 4,
        J = 5,
        K = seed + 6,
    };

    private static void Touch(Large large)
    {
        large.D = 0;
        large.A.Grow(1);
        Report.Value(Total(large));
    }

    private static void Update(ref Large target, in Large source, out ulong total)
    {
        target.D = source.D + 1;
        target.A = source.B;
        total = Total(target) + Total(source);
    }

    private static ulong Total(in Large l) => l.A.Sum + (3 * l.B.Sum) + l.C + l.D + l.E
        + l.F + (2 * l.G) + (4 * l.H) + (8 * l.I) + (16 * l.J) + (32 * l.K);

    private static ref Pair Choose(ref Pair a, ref Pair b, bool first)
    {
        if (first)
        {
            return ref a;
        }

        return ref b;
    }
}
