namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// What the instruction loop checks before an opcode. Heights are in bytes, 32 for each word, and an
/// undefined opcode asks for a greater one than there can be.
/// </summary>
public readonly struct OpcodeEntry(ushort leastHeight, ushort heightRange, uint gas)
{
    /// <summary>The least height of the stack: the operands.</summary>
    public readonly ushort LeastHeight = leastHeight;

    /// <summary>How much the stack may be higher than that, so that the result has room.</summary>
    public readonly ushort HeightRange = heightRange;

    /// <summary>The base gas.</summary>
    public readonly uint Gas = gas;
}

/// <summary>An entry for each opcode of a fork.</summary>
public static class OpcodeTable
{
    private const int StackLimit = 1024;
    private const int WordLength = 32;

    public static OpcodeEntry[] Build(Fork fork)
    {
        var table = new OpcodeEntry[256];
        for (int i = 0; i < 256; i++)
        {
            table[i] = new OpcodeEntry(ushort.MaxValue, 0, 0);
        }

        SetArithmetic(table);
        SetEnvironment(table);
        SetMemoryAndFlow(table);
        SetPushes(table);
        SetCalls(table);
        AddForks(table, fork);
        SetAccess(table, fork);
        return table;
    }

    // Frontier, as all of the groups below.
    private static void SetArithmetic(OpcodeEntry[] table)
    {
        Set(table, 0x00, 0, 0, 0);
        Binary(table, 0x01, 3);
        Binary(table, 0x02, 5);
        Binary(table, 0x03, 3);
        Binary(table, 0x04, 5);
        Binary(table, 0x05, 5);
        Binary(table, 0x06, 5);
        Binary(table, 0x07, 5);
        Set(table, 0x08, 3, 1, 8);
        Set(table, 0x09, 3, 1, 8);
        Binary(table, 0x0a, 10);
        Binary(table, 0x0b, 5);
        for (int i = 0x10; i <= 0x1a; i++)
        {
            Binary(table, i, 3);
        }

        Set(table, 0x15, 1, 1, 3);
        Set(table, 0x19, 1, 1, 3);
        Binary(table, 0x20, 30);
    }

    private static void SetCalls(OpcodeEntry[] table)
    {
        for (int i = 0; i <= 4; i++)
        {
            Set(table, 0xa0 + i, 2 + i, 0, 0);
        }

        Set(table, 0xf0, 3, 1, 0);
        Set(table, 0xf3, 2, 0, 0);
        Set(table, 0xff, 1, 0, 0);
    }

    // What each fork added.
    private static void AddForks(OpcodeEntry[] table, Fork fork)
    {
        if (fork >= Fork.Byzantium)
        {
            // EIP-211 and EIP-140.
            Set(table, 0x3d, 0, 1, 2);
            Set(table, 0x3e, 3, 0, 3);
            Set(table, 0xfd, 2, 0, 0);
        }

        if (fork >= Fork.Constantinople)
        {
            // EIP-145 and EIP-1014.
            Binary(table, 0x1b, 3);
            Binary(table, 0x1c, 3);
            Binary(table, 0x1d, 3);
            Set(table, 0xf5, 4, 1, 0);
        }

        if (fork >= Fork.Istanbul)
        {
            // EIP-1344 and EIP-1884.
            Set(table, 0x46, 0, 1, 2);
            Set(table, 0x47, 0, 1, 5);
        }

        if (fork >= Fork.London)
        {
            // EIP-3198.
            Set(table, 0x48, 0, 1, 2);
        }

        if (fork >= Fork.Shanghai)
        {
            // EIP-3855.
            Set(table, 0x5f, 0, 1, 2);
        }

        if (fork >= Fork.Cancun)
        {
            // EIP-4844, EIP-7516, EIP-1153 and EIP-5656.
            Set(table, 0x49, 1, 1, 3);
            Set(table, 0x4a, 0, 1, 2);
            Set(table, 0x5c, 1, 1, 100);
            Set(table, 0x5d, 2, 0, 100);
            Set(table, 0x5e, 3, 0, 3);
        }

        if (fork >= Fork.Osaka)
        {
            // EIP-7939.
            Set(table, 0x1e, 1, 1, 5);
        }
    }

    // Access to accounts and slots: EIP-150, EIP-1884, and from Berlin on the price of what is warm
    // (EIP-2929).
    private static void SetAccess(OpcodeEntry[] table, Fork fork)
    {
        bool isBerlin = fork >= Fork.Berlin;
        bool isIstanbul = fork >= Fork.Istanbul;
        bool isTangerine = fork >= Fork.TangerineWhistle;
        int code = isBerlin ? 100 : isTangerine ? 700 : 20;
        int call = isBerlin ? 100 : isTangerine ? 700 : 40;
        Set(table, 0x31, 1, 1, isBerlin ? 100 : isIstanbul ? 700 : isTangerine ? 400 : 20);
        Set(table, 0x3b, 1, 1, code);
        Set(table, 0x3c, 4, 0, code);
        Set(table, 0x54, 1, 1, isBerlin ? 100 : isIstanbul ? 800 : isTangerine ? 200 : 50);
        Set(table, 0xf1, 7, 1, call);
        Set(table, 0xf2, 7, 1, call);
        if (fork >= Fork.Homestead)
        {
            // EIP-7.
            Set(table, 0xf4, 6, 1, call);
        }

        if (fork >= Fork.Byzantium)
        {
            // EIP-214.
            Set(table, 0xfa, 6, 1, call);
        }

        if (fork >= Fork.Constantinople)
        {
            // EIP-1052.
            Set(table, 0x3f, 1, 1, isBerlin ? 100 : isIstanbul ? 700 : 400);
        }
    }

    private static void SetEnvironment(OpcodeEntry[] table)
    {
        Set(table, 0x30, 0, 1, 2);
        for (int i = 0x32; i <= 0x34; i++)
        {
            Set(table, i, 0, 1, 2);
        }

        Set(table, 0x35, 1, 1, 3);
        Set(table, 0x36, 0, 1, 2);
        Set(table, 0x37, 3, 0, 3);
        Set(table, 0x38, 0, 1, 2);
        Set(table, 0x39, 3, 0, 3);
        Set(table, 0x3a, 0, 1, 2);
        Set(table, 0x40, 1, 1, 20);
        for (int i = 0x41; i <= 0x45; i++)
        {
            Set(table, i, 0, 1, 2);
        }
    }

    private static void SetMemoryAndFlow(OpcodeEntry[] table)
    {
        Set(table, 0x50, 1, 0, 2);
        Set(table, 0x51, 1, 1, 3);
        Set(table, 0x52, 2, 0, 3);
        Set(table, 0x53, 2, 0, 3);
        Set(table, 0x55, 2, 0, 0);
        Set(table, 0x56, 1, 0, 8);
        Set(table, 0x57, 2, 0, 10);
        Set(table, 0x58, 0, 1, 2);
        Set(table, 0x59, 0, 1, 2);
        Set(table, 0x5a, 0, 1, 2);
        Set(table, 0x5b, 0, 0, 1);
    }

    private static void SetPushes(OpcodeEntry[] table)
    {
        for (int i = 0; i < 32; i++)
        {
            Set(table, 0x60 + i, 0, 1, 3);
        }

        for (int i = 1; i <= 16; i++)
        {
            Set(table, 0x7f + i, i, i + 1, 3);
            Set(table, 0x8f + i, i + 1, i + 1, 3);
        }
    }

    private static void Binary(OpcodeEntry[] table, int opcode, int gas) =>
        Set(table, opcode, 2, 1, gas);

    private static void Set(OpcodeEntry[] table, int opcode, int pops, int pushes, int gas)
    {
        int greatest = Math.Min(StackLimit, StackLimit - pushes + pops);
        table[opcode] = new OpcodeEntry(
            (ushort)(WordLength * pops), (ushort)(WordLength * (greatest - pops)), (uint)gas);
    }
}
