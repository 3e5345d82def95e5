using System.Runtime.CompilerServices;

namespace ZeroSharp.Compiler.Programs.Features;

internal static class Generics
{
    private interface IField<T>
        where T : struct, IField<T>
    {
        static abstract T One { get; }

        static abstract T operator +(T a, T b);

        static abstract T operator *(T a, T b);

        static virtual int Width => 8;

        ulong Raw { get; }
    }

    private readonly struct Mod97(ulong value) : IField<Mod97>
    {
        public static Mod97 One => new(1);

        public ulong Raw => value;

        public static Mod97 operator +(Mod97 a, Mod97 b) => new((a.Raw + b.Raw) % 97);

        public static Mod97 operator *(Mod97 a, Mod97 b) => new(a.Raw * b.Raw % 97);
    }

    private readonly struct Binary(ulong low, ulong high, ulong top) : IField<Binary>
    {
        public static Binary One => new(1, 0, 0);

        public static int Width => 24;

        public ulong Raw => low ^ high ^ top;

        private (ulong Low, ulong High, ulong Top) Words => (low, high, top);

        public static Binary operator +(Binary a, Binary b) => new(
            a.Words.Low ^ b.Words.Low, a.Words.High ^ b.Words.High, a.Words.Top ^ b.Words.Top);

        public static Binary operator *(Binary a, Binary b) => new(
            a.Words.Low & b.Words.Low, a.Words.High + b.Words.Top, a.Words.Top * 3);
    }

    private interface IStep
    {
        static abstract int Apply(int value);
    }

    private struct Increment : IStep
    {
        public static int Apply(int value) => value + 1;
    }

    private struct Twice<T> : IStep
        where T : struct, IStep
    {
        public static int Apply(int value) => T.Apply(T.Apply(value));
    }

    private sealed class Box<T>(T content)
    {
        public T Content { get; set; } = content;

        public static int Count { get; set; }

        public Box<TOther> With<TOther>(TOther other)
        {
            Count++;
            return new Box<TOther>(other);
        }
    }

    private struct Counter : IDisposable
    {
        public int Count;

        public void Dispose() => Count += 3;
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        Report.Value(Power<Mod97>(new Mod97(input[0]), input[1]).Raw);
        Report.Value(Power<Binary>(new Binary(input[2], 5, 9), 4).Raw);
        Report.Value(WidthOf<Mod97>() + WidthOf<Binary>());
        Report.Value(Twice<Twice<Increment>>.Apply(input[3]));

        Box<int>.Count = 0;
        Box<Box<int>>.Count = 0;
        var number = new Box<int>(input[4]);
        Box<Box<int>> nested = number.With(number);
        nested.Content.Content++;
        Box<string?> text = nested.With<string?>(null);
        Report.Value(number.Content);
        Report.Value(text.Content is null);
        Report.Value(Box<int>.Count + (10 * Box<Box<int>>.Count) + (100 * Box<string?>.Count));

        Counter counter = default;
        DisposeTwice(ref counter);
        Report.Value(counter.Count);
        Report.Value(Kind<int>() + (10 * Kind<ulong>()) + (100 * Kind<Counter>()));
        Report.Value(Unsafe.SizeOf<Counter>() + Unsafe.SizeOf<Mod97>());
        Report.Value(IsDefault<ulong>(0));
        Report.Value(IsDefault(7));
        Report.Value(IsNull(number));
        Report.Value(IsNull(5));
        Swap(ref number, new Box<int>(1234));
        Report.Value(number.Content);
    }

    private static T Power<T>(T b, int exponent)
        where T : struct, IField<T>
    {
        T result = T.One;
        for (int i = 0; i < exponent; i++)
        {
            result = (result * b) + T.One;
        }

        return result;
    }

    private static int WidthOf<T>()
        where T : struct, IField<T> => T.Width;

    private static void DisposeTwice<T>(ref T value)
        where T : IDisposable
    {
        value.Dispose();
        value.Dispose();
    }

    private static int Kind<T>() => typeof(T) == typeof(int) ? 1 : typeof(T) == typeof(ulong) ? 2 : 3;

    private static bool IsDefault<T>(T value)
        where T : struct, IEquatable<T> => value.Equals(default);

    private static bool IsNull<T>(T value) => value is null;

    private static void Swap<T>(ref T a, T b) => a = b;
}
