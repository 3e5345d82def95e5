namespace ZeroSharp.Compiler.Programs.Features;

internal static class Classes
{
    private interface INamed
    {
        int Name { get; }

        int Doubled => Name * 2;
    }

    private interface IArea<T>
    {
        T Area(T scale);
    }

    private abstract class Shape : INamed
    {
        private readonly int id;

        protected Shape(int id) => this.id = id;

        public int Name => id;

        public abstract int Sides { get; }

        public virtual int Weight() => Sides + id;

        public int Describe() => (Weight() * 100) + Sides;
    }

    private class Square(int id, long edge) : Shape(id), IArea<long>
    {
        protected long Edge { get; set; } = edge;

        public override int Sides => 4;

        public long Area(long scale) => Edge * Edge * scale;
    }

    private sealed class BigSquare(int id, long edge) : Square(id, edge)
    {
        public override int Weight()
        {
            Edge++;
            return base.Weight() + 1000;
        }
    }

    private sealed class Triangle(int id) : Shape(id), IArea<long>, INamed
    {
        public override int Sides => 3;

        int INamed.Doubled => -1;

        long IArea<long>.Area(long scale) => 7 * scale;
    }

    private sealed class Node(int value, Node? next)
    {
        public int Value { get; } = value;

        public Node? Next { get; } = next;
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        Shape[] shapes =
        [
            new Square(1, input[0]), new BigSquare(2, input[1]), new Triangle(3), new Square(4, 9),
        ];
        foreach (Shape shape in shapes)
        {
            Report.Value(shape.Describe());
            INamed named = shape;
            Report.Value(named.Name + named.Doubled);
            if (shape is IArea<long> area)
            {
                Report.Value(area.Area(input[2]));
            }

            Report.Value(shape is Square);
            Report.Value((shape as BigSquare)?.Weight() ?? -5);
            Report.Value(((INamed)shape).Doubled);
        }

        Node? list = null;
        for (int i = 0; i < 20; i++)
        {
            list = new Node(i * input[3], list);
        }

        long sum = 0;
        for (Node? at = list; at is not null; at = at.Next)
        {
            sum = (sum * 3) + at.Value;
        }

        Report.Value(sum);
        object boxed = shapes[2];
        Report.Value(boxed is Triangle { Sides: 3 });
        Report.Value(ReferenceEquals(boxed, shapes[2]));
    }
}
