using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// Sums an AIR's constraints, weighted by challenges, at eight points at once: over base elements for the
/// skip round, over extension elements afterwards. Interactions are affine and are summed elsewhere.
/// </summary>
internal unsafe struct BaseConstraintSum(PackedBabyBear* main, PackedBabyBear* fixedColumns, PackedExt5* weights)
    : IAirBuilder<PackedBabyBear>
{
    private int _constraint;
    private PackedExt5Sum _sum;

    /// <summary>The weighted sum of the constraints seen so far.</summary>
    public readonly PackedExt5 Sum => _sum.Value;

    public readonly PackedBabyBear Main(int column) => main[column];

    public readonly PackedBabyBear FixedColumn(int column) => fixedColumns[column];

    public void AssertZero(PackedBabyBear value, string label)
    {
        _sum.AddProduct(in weights[_constraint], value);
        _constraint++;
    }

    public readonly void Interact(
        int bus, PackedBabyBear multiplicity, ReadOnlySpan<PackedBabyBear> message)
    {
    }
}

/// <summary>The same over the extension field.</summary>
internal unsafe struct ExtensionConstraintSum(PackedExt5* main, PackedExt5* fixedColumns, PackedExt5* weights)
    : IAirBuilder<PackedExt5>
{
    private int _constraint;

    /// <summary>The weighted sum of the constraints seen so far.</summary>
    public PackedExt5 Sum;

    public readonly PackedExt5 Main(int column) => main[column];

    public readonly PackedExt5 FixedColumn(int column) => fixedColumns[column];

    public void AssertZero(PackedExt5 value, string label)
    {
        Sum += weights[_constraint] * value;
        _constraint++;
    }

    public readonly void Interact(int bus, PackedExt5 multiplicity, ReadOnlySpan<PackedExt5> message)
    {
    }
}

/// <summary>The same for single elements, where fewer than eight rows are left.</summary>
internal struct PlainConstraintSum(Ext5[] main, Ext5[] fixedColumns, Ext5[] weights) : IAirBuilder<Ext5>
{
    private int _constraint;

    /// <summary>The weighted sum of the constraints seen so far.</summary>
    public Ext5 Sum;

    public readonly Ext5 Main(int column) => main[column];

    public readonly Ext5 FixedColumn(int column) => fixedColumns[column];

    public void AssertZero(Ext5 value, string label)
    {
        Sum += weights[_constraint] * value;
        _constraint++;
    }

    public readonly void Interact(int bus, Ext5 multiplicity, ReadOnlySpan<Ext5> message)
    {
    }
}
