namespace ZeroSharp.Compiler.Programs.Features;

internal static class SmallTypes
{
    [Flags]
    private enum Mode : uint
    {
        None = 0,
        Read = 1,
        Write = 2,
        High = 0x8000_0000,
    }

    private enum Sign : sbyte
    {
        Minus = -1,
        Plus = 1,
    }

    private ref struct Cursor
    {
        public ref ulong Target;
        public int Moves;

        public void Add(ulong value)
        {
            Target += value;
            Moves++;
        }
    }

    private record struct Pair(byte A, ulong B);

    public static void Run(ReadOnlySpan<byte> input)
    {
        Mode mode = Mode.Read;
        mode |= input[0] > 10 ? Mode.High : Mode.Write;
        Report.Value((ulong)mode);
        Report.Value((mode & Mode.High) != 0);
        Report.Value((long)(input[1] > 5 ? Sign.Minus : Sign.Plus));

        int? maybe = input[2] > 3 ? input[2] : null;
        Report.Value(maybe.HasValue);
        Report.Value(maybe ?? -1);
        Report.Value(maybe.GetValueOrDefault() + (maybe is { } known ? known : 0));

        (ulong low, byte high) = Split(0x1234_5678_9ABC_DEF0);
        Report.Value(low + high);
        ulong target = 5;
        var cursor = new Cursor { Target = ref target };
        cursor.Add(input[3]);
        cursor.Add(1);
        Report.Value(target + (ulong)cursor.Moves);

        Pair pair = new(255, 1);
        pair.A++;
        pair.B -= 2;
        Report.Value(pair.A + pair.B);
        Report.Value(pair == new Pair(0, ulong.MaxValue));
        int[] items = [10, 20, 30, 40];
        Report.Value(items[^2] + items[1..3].Length);
        byte wrapped = 250;
        wrapped += 10;
        sbyte negative = (sbyte)wrapped;
        negative -= 100;
        negative -= 100;
        Report.Value(wrapped + negative);
        Optional(1);
        Optional(1, 9);
        Report.Value(Sum(1, 2, 3));
    }

    private static (ulong Low, byte High) Split(ulong value) => (value >> 8, (byte)value);

    private static void Optional(int a, int b = 5) => Report.Value(a * b);

    private static int Sum(params ReadOnlySpan<int> values)
    {
        int sum = 0;
        foreach (int value in values)
        {
            sum += value;
        }

        return sum;
    }
}
