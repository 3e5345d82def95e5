using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>
/// A block of our development chain that calls every precompiled contract of Osaka, each by a transaction to a
/// contract that passes its data on and stores the digest of what comes back. It is samples/precompiles.json.
/// </summary>
public sealed class PrecompileBlockTests
{
    private const string WriteVariable = "ZEROSHARP_WRITE_SAMPLES";
    private const ulong ChainId = 31_337;

    // Data: the called address as a word, then its input. Stores keccak256(returned data) + success at
    // the slot of that address.
    private const string Forwarder =
        "60203603" + "806020" + "5f37" // copies the input to memory, and leaves its length
        + "5f5f825f5f5f355af1" // CALL(gas, address, 0, 0, length, 0, 0)
        + "3d5f5f3e" + "3d5f20" // the digest of the returned data
        + "01" + "5f3555" + "00"; // plus success, to the slot

    private static readonly byte[] ForwarderAddress = [.. new byte[18], 0xF0, 0x0D];

    // Bn254 and BLS12-381 generators (EIP-197, RFC draft-irtf-cfrg-pairing-friendly-curves).
    private const string BnG1 = "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000002";

    private const string BnG1Negative = "0000000000000000000000000000000000000000000000000000000000000001"
        + "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd45";

    private const string BnG2 = "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
        + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
        + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";

    private const string Pad = "00000000000000000000000000000000";

    private const string BlsG1 = Pad
        + "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
        + Pad
        + "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1";

    private const string BlsG1Negative = Pad
        + "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
        + Pad
        + "114d1d6855d545a8aa7d76c8cf2e21f267816aef1db507c96655b9d5caac42364e6f38ba0ecb751bad54dcd6b939c2ca";

    private const string BlsG2 = Pad
        + "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        + Pad
        + "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        + Pad
        + "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"
        + Pad
        + "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be";

    // A signature on SHA-256("ZeroSharp") by a P-256 key of our own: digest, r, s, x, y.
    private const string P256 =
        "fdd4ef784cc846d592ec97ba3699df4a953a85800d372d9c9150c958932878bd"
        + "c73914ae30fcffa3906596f911416305f1157f2ea6fcd380b010a1e55b9979b8"
        + "c9481feaf2b58aa2bbadfb75702eb0374ae19a9639667248a2ad5b1bbd81853d"
        + "6f1b84fcb6829881ca29fe509a1b73457d0c0a4bbfc053262ccc49c6799cd05a"
        + "a1103c98234e6ec5277053b4c955e2ad494f29fd085c454c4f21041f0381d5b7";

    private static readonly string Five = Word(5);

    private static readonly (ulong Address, string Input)[] Calls =
    [
        (0x01, RecoverInput()),
        (0x02, Text("abc")),
        (0x03, Text("abc")),
        (0x04, Text("identity")),
        (0x05, Word(1) + Word(2) + Word(2) + "03" + "0101" + "fff1"),
        (0x06, BnG1 + BnG1),
        (0x07, BnG1 + Five),
        (0x08, BnG1 + BnG2 + BnG1Negative + BnG2),
        (0x09, "0000000c" + Repeat("01", 64) + Repeat("02", 128) + Repeat("00", 16) + "01"),
        (0x0a, PointEvaluationInput()),
        (0x0b, BlsG1 + BlsG1),
        (0x0c, BlsG1 + Five + BlsG1 + Word(7)),
        (0x0d, BlsG2 + BlsG2),
        (0x0e, BlsG2 + Five),
        (0x0f, BlsG1 + BlsG2 + BlsG1Negative + BlsG2),
        (0x10, Repeat("00", 63) + "05"),
        (0x11, Repeat("00", 63) + "05" + Repeat("00", 63) + "07"),
        (0x100, P256),
    ];

    [Fact]
    public void Run_BlockThatCallsEachPrecompile_StoresWhatTheyReturn()
    {
        BlockResult result = Draft().RunAsIs();
        Assert.Equal(BlockStatus.Ok, result.Status);
        Assert.Equal(
            StatementFlags.HeaderChecked | StatementFlags.ParentChecked | StatementFlags.HistoryChecked,
            result.Statement.Flags);
        PrecompileRules rules = PrecompileRules.Osaka;
        foreach ((ulong address, string input) in Calls)
        {
            long gas = 10_000_000;
            PrecompileStatus status = PrecompiledContract.Run(
                (int)address, Convert.FromHexString(input), in rules, ref gas, out ReadOnlySpan<byte> output);
            Assert.True(status == PrecompileStatus.Success && output.Length > 0, $"0x{address:x}");
            UInt256 expected = Keccak256.Hash(output).ToUInt256() + UInt256.One;
            Assert.Equal(
                TestModels.WordGen.Big(in expected), TestBlock.Slot(result, ForwarderAddress, address));
        }

        Assert.Equal(Enumerable.Range(1, 17).Append(0x100), Calls.Select(call => (int)call.Address));
    }

    // With the variable set the sample is written, which is how it was made.
    [Fact]
    public void Sample_OfPrecompiles_IsThisBlock()
    {
        string text = Document(Draft());
        string path = Path.Combine(AppContext.BaseDirectory, "samples", "precompiles.json");
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, "precompiles.json"), text);
            return;
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static BlockDraft Draft()
    {
        byte[] stop = [0];
        BlockDraft draft = TestBlock.With(
            Calls.Select((call, i) => new TestTransaction
            {
                ChainId = ChainId,
                Nonce = (ulong)i,
                GasLimit = 1_000_000,
                To = ForwarderAddress,
                Data = Convert.FromHexString(Word(call.Address) + call.Input),
            }.Sign()).ToArray(),
            (ForwarderAddress, new TestAccount(Nonce: 1, Code: Convert.FromHexString(Forwarder))),
            (TestBlock.WithdrawalRequests, new TestAccount(Nonce: 1, Code: stop)),
            (TestBlock.ConsolidationRequests, new TestAccount(Nonce: 1, Code: stop)));
        draft.Fork = Fork.Osaka;
        BlockInputContent input = draft.Input;
        input.ChainId = ChainId;
        BlockHeader header = draft.Header;
        BlockHeader parent = new()
        {
            Number = header.Number - 1,
            Timestamp = header.Timestamp - 12,
            GasLimit = header.GasLimit,
            GasUsed = header.GasLimit / 2,
            BaseFee = header.BaseFee,
            StateRoot = new Hash256(input.PreStateRoot),
            FieldCount = BlockHeader.FieldsOf(Fork.Osaka),
        };
        input.AncestorHeaders.Add(parent.Encode());
        input.Ancestors.Clear();
        input.Ancestors.Add(TestBlock.Hash(parent.Encode()));
        header.RequestsHash = new Hash256(SHA256.HashData([]));
        return draft.Complete();
    }

    // The document of an execution witness: see docs/internals/witness.md.
    private static string Document(BlockDraft draft)
    {
        draft.Write();
        BlockInputContent input = draft.Input;
        JsonObject document = new()
        {
            ["meta"] = new JsonObject { ["chainId"] = ChainId },
            ["block"] = Hex(input.Block),
            ["executionWitness"] = new JsonObject
            {
                ["state"] = Hex(input.Nodes),
                ["codes"] = Hex(input.Codes),
                ["keys"] = new JsonArray(),
                ["headers"] = Hex(input.AncestorHeaders),
            },
        };
        JsonSerializerOptions options = new()
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return document.ToJsonString(options) + "\n";
    }

    private static JsonArray Hex(List<byte[]> items) =>
        new([.. items.Where(item => item.Length > 0).Select(item => (JsonNode)Hex(item))]);

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static string RecoverInput()
    {
        Hash256 digest = Keccak256.Hash("ZeroSharp"u8);
        (UInt256 r, UInt256 s, int parity) = TestBlock.Sender.Sign(in digest, 4711);
        return Convert.ToHexStringLower(digest.AsSpan()) + Word((ulong)(27 + parity))
            + Convert.ToHexStringLower(TestBlock.Word(TestModels.WordGen.Big(in r)))
            + Convert.ToHexStringLower(TestBlock.Word(TestModels.WordGen.Big(in s)));
    }

    // The polynomial zero: commitment and proof are the point at infinity, its value is zero (EIP-4844).
    private static string PointEvaluationInput()
    {
        byte[] infinity = [0xC0, .. new byte[47]];
        byte[] hash = SHA256.HashData(infinity);
        hash[0] = 1;
        string point = Convert.ToHexStringLower(infinity);
        return Convert.ToHexStringLower(hash) + Word(17) + Word(0) + point + point;
    }

    private static string Word(ulong value) => value.ToString("x64", null);

    private static string Text(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));

    private static string Repeat(string digits, int count) => string.Concat(Enumerable.Repeat(digits, count));
}
