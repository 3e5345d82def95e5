using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// Eight fractions of each of the two halves of a layer: half 0 (p0, q0) and half 1 (p1, q1). A step of
/// zero makes a block stand for a whole run of equal ones, which is how the tail 0/1 is read.
/// </summary>
internal unsafe struct FractionCursor
{
    public BabyBear* Half0;
    public BabyBear* Half1;
    public int Step1;

    public void Advance()
    {
        Half0 += PackedFractions.BlockWords;
        Half1 += Step1;
    }
}

/// <summary>
/// Sums over x of a weight times t(X) = p0 q1 + q0 p1', with p1' = p1 + lambda q1, each of p0, p1', q0, q1
/// being linear in X, at X = 0 and at infinity (the coefficient of X^2).
/// </summary>
internal struct RoundSums
{
    public Ext5 AtZero;
    public Ext5 AtInfinity;

    public static RoundSums operator +(RoundSums a, RoundSums b) => new()
    {
        AtZero = a.AtZero + b.AtZero,
        AtInfinity = a.AtInfinity + b.AtInfinity,
    };

    public static RoundSums operator *(RoundSums a, Ext5 weight) => new()
    {
        AtZero = a.AtZero * weight,
        AtInfinity = a.AtInfinity * weight,
    };
}

/// <summary>
/// The inner loops over blocks of eight positions of a layer's sumcheck. Tables are folded when their
/// numerators of half 1 are p1'; binding keeps that, and it saves a product a term.
/// </summary>
internal static unsafe class FractionKernels
{
    /// <summary>
    /// The sum at infinity over pairs of positions of a table that is not folded:
    /// <paramref name="low"/> with X = 0, <paramref name="high"/> with X = 1.
    /// </summary>
    public static Ext5 EvaluateAtInfinity(
        FractionCursor low, FractionCursor high, BabyBear* weights, int count, Ext5 lambda)
    {
        PackedExt5 packedLambda = PackedExt5.Broadcast(lambda);
        PackedExt5 sum = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            PackedExt5 p0 = PackedFractions.Numerator(high.Half0)
                - PackedFractions.Numerator(low.Half0);
            PackedExt5 q0 = PackedFractions.Denominator(high.Half0)
                - PackedFractions.Denominator(low.Half0);
            PackedExt5 p1 = PackedFractions.Numerator(high.Half1)
                - PackedFractions.Numerator(low.Half1);
            PackedExt5 q1 = PackedFractions.Denominator(high.Half1)
                - PackedFractions.Denominator(low.Half1);
            p1 += PackedExt5.Multiply(in packedLambda, in q1);
            sum += Term(in weight, in p0, in q0, in p1, in q1);
            low.Advance();
            high.Advance();
            weights += PackedFractions.ElementWords;
        }

        return sum.SumLanes();
    }

    /// <summary>Both sums over pairs of positions of a folded table.</summary>
    public static RoundSums Evaluate(
        FractionCursor low, FractionCursor high, BabyBear* weights, int count)
    {
        PackedExt5 atZero = PackedExt5.Zero;
        PackedExt5 atInfinity = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            PackedExt5 p0 = PackedFractions.Numerator(low.Half0);
            PackedExt5 q0 = PackedFractions.Denominator(low.Half0);
            PackedExt5 p1 = PackedFractions.Numerator(low.Half1);
            PackedExt5 q1 = PackedFractions.Denominator(low.Half1);
            atZero += Term(in weight, in p0, in q0, in p1, in q1);
            p0 = PackedFractions.Numerator(high.Half0) - p0;
            q0 = PackedFractions.Denominator(high.Half0) - q0;
            p1 = PackedFractions.Numerator(high.Half1) - p1;
            q1 = PackedFractions.Denominator(high.Half1) - q1;
            atInfinity += Term(in weight, in p0, in q0, in p1, in q1);
            low.Advance();
            high.Advance();
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes(), AtInfinity = atInfinity.SumLanes() };
    }

    /// <summary>
    /// Binds the first variable of a table, whose four quarters are read at <paramref name="quarters"/>,
    /// to the challenge; folds it if <paramref name="fold"/> is set, else it is folded already; writes the
    /// result over the first and the second quarter, and evaluates the next round. Half 1 is not written
    /// where it is the constant tail.
    /// </summary>
    public static RoundSums BindAndEvaluate(
        ReadOnlySpan<FractionCursor> quarters,
        BabyBear* weights,
        int count,
        Ext5 challenge,
        Ext5 lambda,
        bool fold)
    {
        FractionCursor low = quarters[0];
        FractionCursor high = quarters[1];
        FractionCursor low2 = quarters[2];
        FractionCursor high2 = quarters[3];
        PackedExt5 packedLambda = PackedExt5.Broadcast(lambda);
        PackedExt5 rho = PackedExt5.Broadcast(challenge);
        PackedExt5 atZero = PackedExt5.Zero;
        PackedExt5 atInfinity = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            Bind(low.Half0, low2.Half0, in rho, out PackedExt5 p0, out PackedExt5 q0);
            Bind(low.Half1, low2.Half1, in rho, out PackedExt5 p1, out PackedExt5 q1);
            Bind(high.Half0, high2.Half0, in rho, out PackedExt5 p0High, out PackedExt5 q0High);
            Bind(high.Half1, high2.Half1, in rho, out PackedExt5 p1High, out PackedExt5 q1High);
            if (fold)
            {
                p1 += PackedExt5.Multiply(in packedLambda, in q1);
                p1High += PackedExt5.Multiply(in packedLambda, in q1High);
            }

            PackedFractions.Store(low.Half0, in p0, in q0);
            PackedFractions.Store(high.Half0, in p0High, in q0High);
            if (low.Step1 != 0)
            {
                PackedFractions.Store(low.Half1, in p1, in q1);
            }

            if (high.Step1 != 0)
            {
                PackedFractions.Store(high.Half1, in p1High, in q1High);
            }

            atZero += Term(in weight, in p0, in q0, in p1, in q1);
            p0High -= p0;
            q0High -= q0;
            p1High -= p1;
            q1High -= q1;
            atInfinity += Term(in weight, in p0High, in q0High, in p1High, in q1High);
            low.Advance();
            high.Advance();
            low2.Advance();
            high2.Advance();
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes(), AtInfinity = atInfinity.SumLanes() };
    }

    /// <summary>
    /// The same where half 1 of all four quarters is the tail, p1' = lambda and q1 = 1: then
    /// t = p0 + lambda q0 is linear, and only half 0 is bound.
    /// </summary>
    public static RoundSums BindAndEvaluateTail(
        ReadOnlySpan<FractionCursor> quarters,
        BabyBear* weights,
        int count,
        Ext5 challenge,
        Ext5 lambda)
    {
        FractionCursor low = quarters[0];
        FractionCursor high = quarters[1];
        FractionCursor low2 = quarters[2];
        FractionCursor high2 = quarters[3];
        PackedExt5 packedLambda = PackedExt5.Broadcast(lambda);
        PackedExt5 rho = PackedExt5.Broadcast(challenge);
        PackedExt5 atZero = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            Bind(low.Half0, low2.Half0, in rho, out PackedExt5 p, out PackedExt5 q);
            PackedFractions.Store(low.Half0, in p, in q);
            atZero += TailTerm(in weight, in p, in q, in packedLambda);
            Bind(high.Half0, high2.Half0, in rho, out p, out q);
            PackedFractions.Store(high.Half0, in p, in q);
            low.Advance();
            high.Advance();
            low2.Advance();
            high2.Advance();
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes() };
    }

    /// <summary>The sum at zero where half 1 is the tail; the one at infinity is zero.</summary>
    public static RoundSums EvaluateTail(
        FractionCursor low, BabyBear* weights, int count, Ext5 lambda)
    {
        PackedExt5 packedLambda = PackedExt5.Broadcast(lambda);
        PackedExt5 atZero = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            PackedExt5 p = PackedFractions.Numerator(low.Half0);
            PackedExt5 q = PackedFractions.Denominator(low.Half0);
            atZero += TailTerm(in weight, in p, in q, in packedLambda);
            low.Advance();
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes() };
    }

    private static PackedExt5 Term(
        in PackedExt5 weight,
        in PackedExt5 p0,
        in PackedExt5 q0,
        in PackedExt5 p1,
        in PackedExt5 q1)
    {
        PackedExt5 sum = PackedExt5.Multiply(in p0, in q1);
        sum += PackedExt5.Multiply(in q0, in p1);
        return PackedExt5.Multiply(in weight, in sum);
    }

    private static PackedExt5 TailTerm(
        in PackedExt5 weight, in PackedExt5 p0, in PackedExt5 q0, in PackedExt5 lambda)
    {
        PackedExt5 sum = PackedExt5.Multiply(in lambda, in q0);
        sum += p0;
        return PackedExt5.Multiply(in weight, in sum);
    }

    private static void Bind(
        BabyBear* zero, BabyBear* one, in PackedExt5 rho, out PackedExt5 p, out PackedExt5 q)
    {
        p = PackedFractions.Numerator(zero);
        PackedExt5 difference = PackedFractions.Numerator(one) - p;
        p += PackedExt5.Multiply(in rho, in difference);
        q = PackedFractions.Denominator(zero);
        difference = PackedFractions.Denominator(one) - q;
        q += PackedExt5.Multiply(in rho, in difference);
    }
}
