using System.Text;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>Fields of a protobuf message that have a length: messages, texts and bytes.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, byte[] Value)> _fields = [];

    public ProtoMessage(byte[] bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ulong tag = ReadVarint(bytes, ref at);
            switch (tag & 7)
            {
                case 0:
                    ReadVarint(bytes, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    int length = (int)ReadVarint(bytes, ref at);
                    _fields.Add(((int)(tag >> 3), bytes[at..(at + length)]));
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7} at byte {at}");
            }
        }
    }

    public IEnumerable<ProtoMessage> Messages(int number) =>
        _fields.Where(field => field.Number == number).Select(field => new ProtoMessage(field.Value));

    public string Text(int number) => Encoding.UTF8.GetString(Value(number));

    public string Hex(int number) => Convert.ToHexStringLower(Value(number));

    private byte[] Value(int number) => _fields.FirstOrDefault(field => field.Number == number).Value ?? [];

    private static ulong ReadVarint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
