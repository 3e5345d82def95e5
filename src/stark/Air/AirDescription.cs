using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>A constraint of an AIR: an expression that is zero on every row.</summary>
public sealed record AirConstraint(string Label, SymbolicNode Expression);

/// <summary>A bus interaction of an AIR, affine in the columns of a row.</summary>
public sealed record AirInteraction(int Bus, AffineForm Multiplicity, AffineForm[] Message);

/// <summary>
/// What an AIR's <see cref="IAir.Eval"/> states, found by running it once over symbolic expressions.
/// </summary>
public sealed class AirDescription
{
    private AirDescription(IAir air, AirConstraint[] constraints, AirInteraction[] interactions)
    {
        Air = air;
        Constraints = constraints;
        Interactions = interactions;
        MaxDegree = constraints.Length == 0 ? 0 : constraints.Max(c => c.Expression.Degree);
    }

    public IAir Air { get; }

    /// <summary>In the order of <see cref="IAir.Eval"/>.</summary>
    public IReadOnlyList<AirConstraint> Constraints { get; }

    /// <summary>In the order of <see cref="IAir.Eval"/>.</summary>
    public IReadOnlyList<AirInteraction> Interactions { get; }

    /// <summary>Largest degree of a constraint.</summary>
    public int MaxDegree { get; }

    /// <summary>Number of fixed columns.</summary>
    public int FixedWidth => Air.Fixed?.Width ?? 0;

    /// <exception cref="ArgumentException">A limit of <see cref="AirLimits"/> is exceeded.</exception>
    public static AirDescription Create(IAir air)
    {
        SymbolicBuilder builder = new(air.Width, air.Fixed?.Width ?? 0);
        air.Eval<SymbolicBuilder, SymbolicExpression>(ref builder);
        foreach (AirConstraint constraint in builder.Constraints)
        {
            if (constraint.Expression.Degree > AirLimits.MaxConstraintDegree)
            {
                throw new ArgumentException(
                    $"{air.Name}: constraint '{constraint.Label}' has degree {constraint.Expression.Degree}");
            }
        }

        AirInteraction[] interactions = new AirInteraction[builder.Interactions.Count];
        for (int i = 0; i < interactions.Length; i++)
        {
            (int bus, SymbolicNode multiplicity, SymbolicNode[] message) = builder.Interactions[i];
            if (message.Length > AirLimits.MaxMessageLength)
            {
                throw new ArgumentException($"{air.Name}: interaction {i} has {message.Length} elements");
            }

            interactions[i] = new AirInteraction(
                bus,
                Affine(air, i, multiplicity),
                [.. message.Select(element => Affine(air, i, element))]);
        }

        return new AirDescription(air, [.. builder.Constraints], interactions);
    }

    /// <summary>
    /// A canonical serialisation of name, widths, constraints and interactions, which no other description
    /// has: what a verifying key commits to. The height of fixed columns is not part of it, so that one
    /// description serves the tables of all programs; a verifying key adds it.
    /// </summary>
    public byte[] Serialize()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Air.Name);
        writer.Write(Air.Width);
        writer.Write(FixedWidth);
        writer.Write(Air.Fixed?.IsCommitted ?? false);
        Dictionary<SymbolicNode, int> numbers = new(ReferenceEqualityComparer.Instance);
        writer.Write(Constraints.Count);
        foreach (AirConstraint constraint in Constraints)
        {
            // The nodes that are new, a byte that is no kind of node, and the number of the root.
            int root = Serialize(constraint.Expression, numbers, writer);
            writer.Write(byte.MaxValue);
            writer.Write(root);
        }

        writer.Write(Interactions.Count);
        foreach (AirInteraction interaction in Interactions)
        {
            writer.Write(interaction.Bus);
            writer.Write(interaction.Message.Length);
            foreach (AffineForm form in interaction.Message.Prepend(interaction.Multiplicity))
            {
                writer.Write(form.Constant.Value);
                writer.Write(form.Terms.Count);
                foreach (AffineTerm term in form.Terms)
                {
                    writer.Write(term.IsFixed);
                    writer.Write(term.Column);
                    writer.Write(term.Coefficient.Value);
                }
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static AffineForm Affine(IAir air, int interaction, SymbolicNode node) =>
        AffineForm.FromNode(node)
        ?? throw new ArgumentException($"{air.Name}: interaction {interaction} is not affine");

    private static int Serialize(
        SymbolicNode node, Dictionary<SymbolicNode, int> numbers, BinaryWriter writer)
    {
        if (numbers.TryGetValue(node, out int number))
        {
            return number;
        }

        int left = node.Left is null ? -1 : Serialize(node.Left, numbers, writer);
        int right = node.Right is null ? -1 : Serialize(node.Right, numbers, writer);
        writer.Write((byte)node.Kind);
        writer.Write(node.Constant.Value);
        writer.Write(node.Column);
        writer.Write(left);
        writer.Write(right);
        numbers.Add(node, numbers.Count);
        return numbers.Count - 1;
    }

    private struct SymbolicBuilder(int width, int fixedWidth) : IAirBuilder<SymbolicExpression>
    {
        private readonly SymbolicExpression[] _main = Columns(SymbolicKind.Main, width);
        private readonly SymbolicExpression[] _fixed = Columns(SymbolicKind.Fixed, fixedWidth);

        public List<AirConstraint> Constraints { get; } = [];

        public List<(int Bus, SymbolicNode Multiplicity, SymbolicNode[] Message)> Interactions { get; } = [];

        public readonly SymbolicExpression Main(int column) => _main[column];

        public readonly SymbolicExpression FixedColumn(int column) => _fixed[column];

        public readonly void AssertZero(SymbolicExpression value, string label) =>
            Constraints.Add(new AirConstraint(label, value.Node));

        public readonly void Interact(
            int bus, SymbolicExpression multiplicity, ReadOnlySpan<SymbolicExpression> message)
        {
            SymbolicNode[] nodes = new SymbolicNode[message.Length];
            for (int i = 0; i < nodes.Length; i++)
            {
                nodes[i] = message[i].Node;
            }

            Interactions.Add((bus, multiplicity.Node, nodes));
        }

        private static SymbolicExpression[] Columns(SymbolicKind kind, int count)
        {
            SymbolicExpression[] columns = new SymbolicExpression[count];
            for (int i = 0; i < count; i++)
            {
                columns[i] = new SymbolicExpression(new SymbolicNode(kind, BabyBear.Zero, i));
            }

            return columns;
        }
    }
}
