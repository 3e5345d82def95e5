using System.Buffers.Binary;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Zkvm.Executor.Tests;

/// <summary>
/// A random RV64IM program that ends: counted loops around arithmetic, accesses of a scratch region, and jumps
/// and branches forward and backward. At its end it stores all registers behind the scratch region, and makes
/// Linux' write call for both, then exit. Misaligned and far accesses, which Linux allows or answers otherwise
/// than our machine, do not occur.
/// </summary>
internal sealed class RandomStream
{
    /// <summary>Address of the scratch region: edge values, then what the program stores.</summary>
    public const uint Scratch = 0x0040_0000;

    /// <summary>Bytes of the scratch region; registers x0 to x31 follow.</summary>
    public const int ScratchLength = 4096;

    /// <summary>Bytes that the program writes to standard output.</summary>
    public const int OutputLength = ScratchLength + (32 * 8);

    // Points to the middle of the scratch region, so that offsets of 12 bits reach all of it.
    private const int Base = 3;
    private const int Counter = 4;
    private const int CounterSlot = 2040;

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 7, 0xFF, 0x7F, 0x80, 0xFFFF, 0x8000, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, ulong.MaxValue, ulong.MaxValue - 1,
        0xFFFF_FFFF_8000_0000, 0xFFFF_FFFF_7FFF_FFFF, 0x0123_4567_89AB_CDEF,
    ];

    // funct7, funct3 and whether it is one of the forms on 32 bits.
    private static readonly (uint Funct7, uint Funct3, bool IsWord)[] RegisterForms =
    [
        (0, 0, false), (32, 0, false), (0, 1, false), (0, 2, false), (0, 3, false), (0, 4, false), (0, 5, false),
        (32, 5, false), (0, 6, false), (0, 7, false), (0, 0, true), (32, 0, true), (0, 1, true), (0, 5, true),
        (32, 5, true), (1, 0, false), (1, 1, false), (1, 2, false), (1, 3, false), (1, 4, false), (1, 5, false),
        (1, 6, false), (1, 7, false), (1, 0, true), (1, 4, true), (1, 5, true), (1, 6, true), (1, 7, true),
    ];

    private readonly Random _random;
    private readonly List<uint> _words = [];

    public RandomStream(Random random, int loopCount)
    {
        _random = random;
        _words.AddRange(
            [Encode.Lui(Base, Scratch >> 12), Encode.Addi(Base, Base, 2047), Encode.Addi(Base, Base, 1)]);
        for (int register = 1; register < 32; register++)
        {
            if (register != Base)
            {
                _words.Add(Encode.Load(3, register, Base, -2048 + (8 * _random.Next(256))));
            }
        }

        for (int i = 0; i < loopCount; i++)
        {
            AddLoop();
        }

        AddEnd();
    }

    /// <summary>Address of the first call, at which our machine traps with the registers as they are.</summary>
    public uint CallAddress { get; private set; }

    /// <summary>The program as a static executable.</summary>
    public byte[] ToElf()
    {
        const int Page = 4096;
        int textLength = 4 * _words.Count;
        int dataOffset = Page + ((textLength + Page - 1) / Page * Page);
        byte[] elf = new byte[dataOffset + OutputLength];
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(elf);
        Put16(elf, 16, 2);
        Put16(elf, 18, 243);
        Put16(elf, 20, 1);
        Put64(elf, 24, MemoryMap.TextBase);
        Put64(elf, 32, 64);
        Put16(elf, 52, 64);
        Put16(elf, 54, 56);
        Put16(elf, 56, 2);
        PutSegment(elf.AsSpan(64), flags: 5, Page, MemoryMap.TextBase, textLength);
        PutSegment(elf.AsSpan(64 + 56), flags: 6, dataOffset, Scratch, OutputLength);
        for (int i = 0; i < _words.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(Page + (4 * i)), _words[i]);
        }

        for (int at = 0; at < ScratchLength; at += 8)
        {
            ulong value = _random.Next(3) == 0
                ? (ulong)_random.NextInt64(long.MinValue, long.MaxValue)
                : Edges[_random.Next(Edges.Length)];
            Put64(elf, dataOffset + at, value);
        }

        return elf;
    }

    private static void PutSegment(Span<byte> header, int flags, int offset, uint address, int length)
    {
        Put16(header, 0, 1);
        Put16(header, 4, flags);
        Put64(header, 8, (ulong)offset);
        Put64(header, 16, address);
        Put64(header, 24, address);
        Put64(header, 32, (ulong)length);
        Put64(header, 40, (ulong)length);
        Put64(header, 48, 4096);
    }

    private static void Put16(Span<byte> bytes, int at, int value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[at..], (ushort)value);

    private static void Put64(Span<byte> bytes, int at, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], value);

    // Any register but the base and the counter; x0 more often than others.
    private int Target() => _random.Next(12) == 0 ? 0 : Other(_random.Next(1, 30));

    private int Source() => _random.Next(32);

    private int Scrap() => Other(_random.Next(1, 30));

    private static int Other(int index) => index < Base ? index : index + 2;

    private void AddLoop()
    {
        _words.Add(Encode.Addi(Counter, 0, _random.Next(1, 30)));
        int start = _words.Count;
        for (int i = _random.Next(10, 30); i > 0; i--)
        {
            AddItem();
        }

        _words.Add(Encode.Addi(Counter, Counter, -1));
        int back = 4 * (start - _words.Count);
        _words.Add(_random.Next(3) switch
        {
            0 => Encode.Branch(1, Counter, 0, back),
            1 => Encode.Branch(4, 0, Counter, back),
            _ => Encode.Branch(6, 0, Counter, back),
        });
    }

    private void AddItem()
    {
        switch (_random.Next(16))
        {
            case 0 or 1:
                // A branch over a few instructions, taken or not.
                int branch = Reserve();
                AddStraight(_random.Next(5));
                uint condition = (uint)_random.Next(6);
                int left = Source();
                _words[branch] = Encode.Branch(
                    condition < 2 ? condition : condition + 2,
                    left,
                    _random.Next(4) == 0 ? left : Source(),
                    4 * (_words.Count - branch));
                break;
            case 2:
                int jump = Reserve();
                AddStraight(_random.Next(4));
                _words[jump] = Encode.Jal(Target(), 4 * (_words.Count - jump));
                break;
            case 3:
                // Bit 0 of the target does not count.
                int scrap = Scrap();
                _words.Add(Encode.Auipc(scrap, 0));
                int indirect = Reserve();
                AddStraight(_random.Next(4));
                int distance = 4 * (_words.Count - indirect + 1);
                _words[indirect] = Encode.Jalr(Target(), scrap, distance | _random.Next(2));
                break;
            case 4:
                AddBackwardJump();
                break;
            case 5:
                AddComputedAccess();
                break;
            default:
                AddStraight(1);
                break;
        }
    }

    // Over a part to a jump back to it; the part ends with a jump over that one.
    private void AddBackwardJump()
    {
        int over = Reserve();
        int part = _words.Count;
        AddStraight(_random.Next(1, 5));
        _words.Add(Encode.Jal(Target(), 8));
        _words[over] = Encode.Jal(Target(), 4 * (_words.Count - over));
        int back = 4 * (part - _words.Count);
        int same = Source();
        _words.Add(_random.Next(4) switch
        {
            0 => Encode.Jal(Target(), back),
            1 => Encode.Branch(0, same, same, back),
            2 => Encode.Branch(5, same, same, back),
            _ => Encode.Branch(7, same, same, back),
        });
    }

    // An address that depends on a register: a multiple of 8 in the upper half.
    private void AddComputedAccess()
    {
        int scrap = Scrap();
        uint width = (uint)_random.Next(4);
        int offset = (_random.Next(8) >> (int)width) << (int)width;
        _words.Add(Encode.Immediate(7, scrap, Source(), 0x3F8));
        _words.Add(Encode.Add(scrap, scrap, Base));
        _words.Add(_random.Next(2) == 0
            ? Encode.Store(width, Source(), scrap, offset)
            : Encode.Load(width | (width == 3 ? 0 : 4 * (uint)_random.Next(2)), Target(), scrap, offset));
    }

    private void AddStraight(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _words.Add(Straight());
        }
    }

    private uint Straight()
    {
        int rd = Target();
        int rs1 = Source();
        int immediate = _random.Next(4) == 0 ? _random.Next(-2, 3) : _random.Next(-2048, 2048);
        switch (_random.Next(10))
        {
            case 0 or 1 or 2 or 3:
                (uint funct7, uint funct3, bool isWord) = RegisterForms[_random.Next(RegisterForms.Length)];
                return Encode.Register(funct7, funct3, rd, rs1, Source(), isWord);
            case 4 or 5:
                uint operation = (uint)_random.Next(8);
                return Encode.Immediate(operation, rd, rs1, operation switch
                {
                    1 => immediate & 63,
                    5 => (immediate & 63) | (1024 * _random.Next(2)),
                    _ => immediate,
                });
            case 6:
                return _random.Next(4) switch
                {
                    0 => Encode.Immediate(0, rd, rs1, immediate, isWord: true),
                    1 => Encode.Immediate(1, rd, rs1, immediate & 31, isWord: true),
                    _ => Encode.Immediate(5, rd, rs1, (immediate & 31) | (1024 * _random.Next(2)), isWord: true),
                };
            case 7:
                uint width = (uint)_random.Next(7);
                return Encode.Load(width, rd, Base, Aligned(_random.Next(-2048, 2040), width & 3));
            case 8:
                // Edges stay in the lower half; the last word is the counter's.
                uint size = (uint)_random.Next(4);
                return Encode.Store(size, Source(), Base, Aligned(_random.Next(CounterSlot), size));
            default:
                uint upper = (uint)_random.Next(1 << 20);
                return _random.Next(2) == 0 ? Encode.Lui(rd, upper) : Encode.Auipc(rd, upper);
        }
    }

    private static int Aligned(int offset, uint logSize) => (offset >> (int)logSize) << (int)logSize;

    private int Reserve()
    {
        _words.Add(0);
        return _words.Count - 1;
    }

    private void AddEnd()
    {
        const uint Registers = Scratch + ScratchLength;
        _words.Add(Encode.Store(3, Counter, Base, CounterSlot));
        _words.Add(Encode.Lui(Counter, Registers >> 12));
        for (int register = 0; register < 32; register++)
        {
            if (register != Counter)
            {
                _words.Add(Encode.Store(3, register, Counter, 8 * register));
            }
        }

        // write(1, scratch, length), then exit(0).
        _words.AddRange(
        [
            Encode.Load(3, 5, Base, CounterSlot), Encode.Store(3, 5, Counter, 8 * Counter),
            Encode.Addi(10, 0, 1), Encode.Lui(11, Scratch >> 12), Encode.Lui(12, 1),
            Encode.Addi(12, 12, OutputLength - ScratchLength), Encode.Addi(17, 0, 64), Encode.Ecall,
        ]);
        CallAddress = MemoryMap.TextBase + (4 * (uint)(_words.Count - 1));
        _words.AddRange([Encode.Addi(10, 0, 0), Encode.Addi(17, 0, 93), Encode.Ecall]);
    }
}
