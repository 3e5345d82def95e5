namespace ZeroSharp.Compiler.Programs;

#pragma warning disable IDE0059, IDE0060, CA1031, CA1822, CS0219

/// <summary>One construct outside of the guest subset a class; the test knows the lines.</summary>
public static class Unsupported
{
    public static class Floats
    {
        public static int Main() => (int)Half(3);

        private static double Half(int value) => value / 2.0;
    }

    public static class Lambdas
    {
        public static int Main() => Apply(x => x + 1);

        private static int Apply(Func<int, int> function) => function(1);
    }

    public static class Catches
    {
        public static int Main()
        {
            try
            {
                return int.Parse("7");
            }
            catch (FormatException)
            {
                return 1;
            }
        }
    }

    public static class Boxes
    {
        public static int Main()
        {
            object boxed = 5;
            return boxed.GetHashCode();
        }
    }

    public static class Collections
    {
        public static int Main() => new List<int> { 1 }.Count;
    }

    public static class TwoDimensions
    {
        public static int Main()
        {
            int[,] grid = new int[2, 2];
            return grid.Length;
        }
    }

    public static class Clocks
    {
        public static int Main() => Environment.TickCount;
    }

    public static class Texts
    {
        public static int Main() => string.Concat("a", Main().ToString()).Length;
    }

    public static class FunctionPointers
    {
        public static unsafe int Main()
        {
            delegate*<int> pointer = &Main;
            return pointer();
        }
    }

    public static class HashCodes
    {
        public static int Main() => HashCode.Combine(1, 2);
    }

    public static class Failing
    {
        private static readonly int[] Numbers = Make();

        public static int Main() => Numbers.Length;

        private static int[] Make() => throw new InvalidOperationException("no numbers");
    }

    public static class Types
    {
        private static Type? type;

        public static int Main()
        {
            type = typeof(int);
            return type is null ? 1 : 0;
        }
    }
}
