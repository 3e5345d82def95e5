using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>What a node of a symbolic expression is.</summary>
public enum SymbolicKind : byte
{
    Constant,
    Main,
    Fixed,
    Add,
    Subtract,
    Multiply,
    Negate,
}

/// <summary>A node of the expression graph that an AIR's Eval builds; shared, and never changed.</summary>
public sealed class SymbolicNode
{
    internal SymbolicNode(SymbolicKind kind, BabyBear constant, int column)
    {
        Kind = kind;
        Constant = constant;
        Column = column;
        Degree = kind == SymbolicKind.Constant ? 0 : 1;
    }

    internal SymbolicNode(SymbolicKind kind, SymbolicNode left, SymbolicNode? right)
    {
        Kind = kind;
        Left = left;
        Right = right;
        Degree = kind == SymbolicKind.Multiply
            ? left.Degree + right!.Degree
            : Math.Max(left.Degree, right?.Degree ?? 0);
    }

    public SymbolicKind Kind { get; }

    /// <summary>The value of a constant.</summary>
    public BabyBear Constant { get; }

    /// <summary>The index of a main or fixed column.</summary>
    public int Column { get; }

    public SymbolicNode? Left { get; }

    public SymbolicNode? Right { get; }

    /// <summary>Total degree in the columns.</summary>
    public int Degree { get; }
}

/// <summary>The field that an AIR is analysed over: arithmetic builds a graph of nodes.</summary>
public readonly struct SymbolicExpression : IField<SymbolicExpression>
{
    private static readonly SymbolicNode ZeroNode = new(SymbolicKind.Constant, default, 0);

    private readonly SymbolicNode? _node;

    internal SymbolicExpression(SymbolicNode node) => _node = node;

    public static SymbolicExpression Zero => default;

    public static SymbolicExpression One => FromUInt32(1);

    /// <summary>The root of the expression's graph.</summary>
    public SymbolicNode Node => _node ?? ZeroNode;

    private bool IsConstant => Node.Kind == SymbolicKind.Constant;

    private bool IsZero => IsConstant && Node.Constant == BabyBear.Zero;

    private bool IsOne => IsConstant && Node.Constant == BabyBear.One;

    public static SymbolicExpression FromUInt32(uint value) => FromConstant(BabyBear.FromUInt32(value));

    public static SymbolicExpression operator +(SymbolicExpression left, SymbolicExpression right) =>
        left.IsZero ? right
        : right.IsZero ? left
        : left.IsConstant && right.IsConstant
            ? FromConstant(left.Node.Constant + right.Node.Constant)
            : new SymbolicExpression(new SymbolicNode(SymbolicKind.Add, left.Node, right.Node));

    public static SymbolicExpression operator -(SymbolicExpression left, SymbolicExpression right) =>
        right.IsZero ? left
        : left.IsZero ? -right
        : left.IsConstant && right.IsConstant
            ? FromConstant(left.Node.Constant - right.Node.Constant)
            : new SymbolicExpression(new SymbolicNode(SymbolicKind.Subtract, left.Node, right.Node));

    public static SymbolicExpression operator *(SymbolicExpression left, SymbolicExpression right) =>
        left.IsZero || right.IsZero ? Zero
        : left.IsOne ? right
        : right.IsOne ? left
        : left.IsConstant && right.IsConstant
            ? FromConstant(left.Node.Constant * right.Node.Constant)
            : new SymbolicExpression(new SymbolicNode(SymbolicKind.Multiply, left.Node, right.Node));

    public static SymbolicExpression operator -(SymbolicExpression value) =>
        value.IsConstant
            ? FromConstant(-value.Node.Constant)
            : new SymbolicExpression(new SymbolicNode(SymbolicKind.Negate, value.Node, null));

    private static SymbolicExpression FromConstant(BabyBear value) =>
        new(new SymbolicNode(SymbolicKind.Constant, value, 0));
}
