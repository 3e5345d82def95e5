namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>Prices of the contracts of EIP-2537 (gas).</summary>
internal static class Bls12Price
{
    private const int G1TermLength = 160;
    private const int G2TermLength = 288;

    // Thousandths of the price of one multiplication that each of 1 to 128 costs in a sum.
    private static readonly ushort[] G1Discounts =
    [
        1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677,
        673, 669, 665, 661, 658, 654, 651, 648, 645, 642, 640, 637, 635, 632, 630, 627,
        625, 623, 621, 619, 617, 615, 613, 611, 609, 608, 606, 604, 603, 601, 599, 598,
        596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581, 580, 579, 577, 576,
        575, 574, 573, 572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559,
        558, 557, 556, 555, 554, 553, 552, 551, 550, 549, 548, 547, 547, 546, 545, 544,
        543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532, 532, 531,
        530, 529, 528, 528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519,
    ];

    private static readonly ushort[] G2Discounts =
    [
        1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717,
        711, 704, 699, 693, 688, 683, 679, 674, 670, 666, 663, 659, 655, 652, 649, 646,
        643, 640, 637, 634, 632, 629, 627, 624, 622, 620, 618, 615, 613, 611, 609, 607,
        606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589, 587, 586, 584, 583, 582,
        580, 579, 578, 576, 575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563, 562,
        561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 552, 551, 550, 549, 548, 547,
        546, 545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536, 535, 535,
        534, 533, 532, 532, 531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524,
    ];

    /// <summary>The price of G1MSM.</summary>
    public static long G1Sum(int inputLength) =>
        Sum(inputLength / G1TermLength, 12_000, G1Discounts);

    /// <summary>The price of G2MSM.</summary>
    public static long G2Sum(int inputLength) =>
        Sum(inputLength / G2TermLength, 22_500, G2Discounts);

    /// <summary>The price of PAIRING_CHECK.</summary>
    public static long Pairing(int inputLength) =>
        37_700 + (32_600L * (inputLength / Bls12PairingCheck.PairLength));

    private static long Sum(long count, long multiplication, ReadOnlySpan<ushort> discounts) =>
        count == 0
            ? 0
            : count * multiplication * discounts[(int)Math.Min(count, discounts.Length) - 1] / 1000;
}
