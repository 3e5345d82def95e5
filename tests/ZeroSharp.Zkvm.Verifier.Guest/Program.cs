using System.Buffers.Binary;
using ZeroSharp.Guest.Runtime;

namespace ZeroSharp.Zkvm.Verifier.Guest;

/// <summary>
/// Verifies the proof of a run as a guest. Input: the length of the key (u32), the key, the proof. Output:
/// the result (u64), the segment at fault (u64), the digest of the key (32 bytes). The exit code is 0 for
/// any proof, and 1 if there is no key.
/// </summary>
public static class Program
{
    public static int Main()
    {
        ReadOnlySpan<byte> input = GuestInput.Bytes;
        if (input.Length < sizeof(uint))
        {
            return 1;
        }

        uint keyLength = BinaryPrimitives.ReadUInt32LittleEndian(input);
        input = input.Slice(sizeof(uint));
        if (keyLength > (uint)input.Length
            || !ProgramKey.TryRead(input.Slice(0, (int)keyLength), out ProgramKey? key))
        {
            return 1;
        }

        int segment = -1;
        RunResult result = RunProof.TryRead(input.Slice((int)keyLength), out RunProof? proof)
            ? RunVerifier.Verify(key!, proof!, out segment)
            : RunResult.Malformed;
        GuestOutput.WriteUInt64((ulong)result);
        GuestOutput.WriteUInt64((ulong)segment);
        GuestOutput.Write(key!.Digest);
        return 0;
    }
}
