namespace ZeroSharp.Compiler.Programs.Features;

internal static class Flow
{
    private sealed class Scope(int id) : IDisposable
    {
        public void Dispose() => Report.Value(id);
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        foreach (byte b in input[..32])
        {
            Report.Value(Dense(b & 15) + Sparse(b) + Strings(b));
            Report.Value(Choose(b, b > 100 ? b : 5 * b, (b & 1) != 0 || b > 30));
            Report.Value(Cleanup(b));
        }

        Report.Value(Collatz(27));
        Report.Value(Ackermann(2, 3));
        Report.Value(Nested(9));
        using (new Scope(input[0]))
        using (var inner = new Scope(input[1]))
        {
            Report.Value(77);
        }
    }

    private static int Dense(int value) => value switch
    {
        0 => 5, 1 => 4, 2 => 12, 3 => 99, 4 => 1, 5 => -7, 6 => 6, 9 => 90, _ => value,
    };

    private static int Sparse(int value)
    {
        switch (value)
        {
            case 1:
            case 100:
                return 1;
            case 200:
                goto case 1;
            case 7 when value > 3:
                return 3;
            default:
                return 4;
        }
    }

    private static int Strings(int value)
    {
        int result = 0;
        for (int i = 0; ; i++)
        {
            if (i == 3)
            {
                continue;
            }

            if (i > value % 11)
            {
                break;
            }

            result += i;
        }

        return result;
    }

    private static long Choose(int a, int b, bool flag) =>
        (flag ? a : b) + (flag && a > b ? 1L << 40 : a < 20 ? -3 : 0);

    private static int Cleanup(int value)
    {
        int steps = 1;
        try
        {
            if (value < 50)
            {
                return steps;
            }

            try
            {
                steps *= 10;
                if (value > 200)
                {
                    return steps + 1;
                }
            }
            finally
            {
                steps += 3;
                Report.Value(steps);
            }

            for (int i = 0; i < 3; i++)
            {
                try
                {
                    if (i == value % 3)
                    {
                        continue;
                    }

                    steps += i;
                }
                finally
                {
                    steps++;
                }
            }
        }
        finally
        {
            Report.Value(steps * 2);
        }

        return steps;
    }

    private static int Collatz(ulong value)
    {
        int steps = 0;
        while (value != 1)
        {
            value = (value & 1) == 0 ? value >> 1 : (3 * value) + 1;
            steps++;
        }

        return steps;
    }

    private static int Ackermann(int m, int n) => m == 0
        ? n + 1
        : n == 0 ? Ackermann(m - 1, 1) : Ackermann(m - 1, Ackermann(m, n - 1));

    private static int Nested(int limit)
    {
        int sum = 0;
        for (int i = 0; i < limit; i++)
        {
            for (int j = i; j < limit; j++)
            {
                int local = Square(j);
                sum += local;
                if (sum > 1000)
                {
                    goto done;
                }
            }
        }

    done:
        return sum;

        static int Square(int x) => x * x;
    }
}
