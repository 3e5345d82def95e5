using CsCheck;
using ZeroSharp.TestModels;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>RLP (Yellow Paper, appendix B): known encodings, round trips, and strictness.</summary>
public sealed class RlpTests
{
    // Examples of the Ethereum wiki's page on RLP.
    [Theory]
    [InlineData("646f67", "83646f67")]
    [InlineData("", "80")]
    [InlineData("00", "00")]
    [InlineData("0f", "0f")]
    [InlineData("7f", "7f")]
    [InlineData("80", "8180")]
    [InlineData("0400", "820400")]
    public void Write_KnownString_GivesTheKnownEncoding(string content, string encoding)
    {
        var buffer = new ByteBuffer();
        RlpWriter.Write(buffer, Convert.FromHexString(content));
        Assert.Equal(encoding, Convert.ToHexStringLower(buffer.Written));
        Assert.Equal(buffer.Length, RlpWriter.EncodedLength(Convert.FromHexString(content)));
    }

    [Fact]
    public void Write_SetTheoreticalThree_GivesTheKnownEncoding()
    {
        // [ [], [[]], [ [], [[]] ] ]
        var buffer = new ByteBuffer();
        int outer = RlpWriter.BeginList(buffer);
        Empty();
        One();
        int pair = RlpWriter.BeginList(buffer);
        Empty();
        One();
        RlpWriter.EndList(buffer, pair);
        RlpWriter.EndList(buffer, outer);
        Assert.Equal("c7c0c1c0c3c0c1c0", Convert.ToHexStringLower(buffer.Written));

        void Empty() => RlpWriter.EndList(buffer, RlpWriter.BeginList(buffer));

        void One()
        {
            int list = RlpWriter.BeginList(buffer);
            Empty();
            RlpWriter.EndList(buffer, list);
        }
    }

    [Fact]
    public void ReadBytes_WhatWasWritten_IsTheContent() => Gen.Byte.Array[0, 400].Sample(content =>
    {
        var buffer = new ByteBuffer();
        RlpWriter.Write(buffer, content);
        var reader = new RlpReader(buffer.Written);
        Assert.Equal(RlpStatus.Ok, reader.ReadBytes(out ReadOnlySpan<byte> read));
        Assert.Equal(content, read.ToArray());
        Assert.Equal(RlpStatus.Ok, reader.ExpectEnd());
    });

    [Theory]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void EndList_PayloadAtABoundary_ReadsBack(int length)
    {
        var buffer = new ByteBuffer();
        int list = RlpWriter.BeginList(buffer);
        for (int i = 0; i < length; i++)
        {
            RlpWriter.Write(buffer, 1UL);
        }

        RlpWriter.EndList(buffer, list);
        Assert.Equal(RlpWriter.HeaderLength(length) + length, buffer.Length);
        var reader = new RlpReader(buffer.Written);
        Assert.Equal(RlpStatus.Ok, reader.ReadList(out RlpReader items));
        Assert.Equal(RlpStatus.Ok, items.CountItems(out int count));
        Assert.Equal(length, count);
        Assert.True(reader.IsAtEnd);
    }

    [Fact]
    public void ReadUInt256_WhatWasWritten_IsTheNumber() => WordGen.Any.Sample(value =>
    {
        var buffer = new ByteBuffer();
        RlpWriter.Write(buffer, in value);
        Assert.Equal(buffer.Length, RlpWriter.EncodedLength(in value));
        var reader = new RlpReader(buffer.Written);
        Assert.Equal(RlpStatus.Ok, reader.ReadUInt256(out UInt256 read));
        Assert.Equal(value, read);
        reader = new RlpReader(buffer.Written);
        Assert.Equal(value.FitsUInt64 ? RlpStatus.Ok : RlpStatus.WrongLength, reader.ReadUInt64(out ulong small));
        Assert.Equal(value.FitsUInt64 ? value.U0 : 0, small);
    });

    [Theory]
    [InlineData("", RlpStatus.Truncated)]
    [InlineData("81", RlpStatus.Truncated)]
    [InlineData("83646f", RlpStatus.Truncated)]
    [InlineData("b8", RlpStatus.Truncated)]
    [InlineData("b838", RlpStatus.Truncated)]
    [InlineData("bfffffffffffffffff", RlpStatus.Truncated)]
    [InlineData("8100", RlpStatus.NonCanonical)]
    [InlineData("817f", RlpStatus.NonCanonical)]
    [InlineData("b800", RlpStatus.NonCanonical)]
    [InlineData("b801ff", RlpStatus.NonCanonical)]
    [InlineData("b90038", RlpStatus.NonCanonical)]
    [InlineData("c0", RlpStatus.UnexpectedList)]
    public void ReadBytes_Malformed_SaysWhy(string encoding, RlpStatus expected)
    {
        var reader = new RlpReader(Convert.FromHexString(encoding));
        Assert.Equal(expected, reader.ReadBytes(out _));
        Assert.Equal(0, reader.Position);
    }

    [Theory]
    [InlineData("820001", RlpStatus.LeadingZero)]
    [InlineData("00", RlpStatus.LeadingZero)]
    [InlineData("89010000000000000000", RlpStatus.WrongLength)]
    [InlineData("c101", RlpStatus.UnexpectedList)]
    public void ReadUInt64_NoCanonicalInteger_SaysWhy(string encoding, RlpStatus expected)
    {
        var reader = new RlpReader(Convert.FromHexString(encoding));
        Assert.Equal(expected, reader.ReadUInt64(out _));
        Assert.Equal(0, reader.Position);
    }

    [Fact]
    public void ReadHashAndAddress_OtherLengths_AreRefused()
    {
        for (int length = 0; length < 40; length++)
        {
            var buffer = new ByteBuffer();
            byte[] content = new byte[length];
            content.AsSpan().Fill(0xAA);
            RlpWriter.Write(buffer, content);
            var reader = new RlpReader(buffer.Written);
            Assert.Equal(length == 32 ? RlpStatus.Ok : RlpStatus.WrongLength, reader.ReadHash(out _));
            reader = new RlpReader(buffer.Written);
            Assert.Equal(length == 20 ? RlpStatus.Ok : RlpStatus.WrongLength, reader.ReadAddress(out _));
        }
    }

    // Canonical means: what is accepted is what the writer would have written.
    [Fact]
    public void ReadItem_AnyBytes_AcceptsOnlyWhatTheWriterWrites() =>
        Gen.Frequency((1, Gen.Byte.Array[0, 80]), (2, Gen.Byte[0x7E, 0xFF].Array[1, 4])).Sample(
            bytes =>
            {
                var reader = new RlpReader(bytes);
                if (reader.ReadItem(out ReadOnlySpan<byte> encoding, out ReadOnlySpan<byte> payload, out bool isList)
                    != RlpStatus.Ok)
                {
                    Assert.Equal(0, reader.Position);
                    return;
                }

                var buffer = new ByteBuffer();
                if (isList)
                {
                    RlpWriter.WriteListHeader(buffer, payload.Length);
                    buffer.Append(payload);
                }
                else
                {
                    RlpWriter.Write(buffer, payload);
                }

                Assert.Equal(buffer.ToArray(), encoding.ToArray());
                Assert.Equal(bytes[..encoding.Length], encoding.ToArray());
            },
            iter: 20_000);
}
