using ZeroSharp.Guest.Runtime;

namespace ZeroSharp.Compiler.Programs;

/// <summary>Results that the test compares.</summary>
internal static class Report
{
    public static void Value(ulong value) => GuestOutput.WriteUInt64(value);

    public static void Value(long value) => GuestOutput.WriteUInt64((ulong)value);

    public static void Value(bool value) => GuestOutput.WriteUInt64(value ? 1UL : 0);

    public static void Bytes(ReadOnlySpan<byte> bytes) => GuestOutput.Write(bytes);
}
