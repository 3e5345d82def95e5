using System.Globalization;
using System.Numerics;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>
/// Turns mnemonics into code. "PUSH x" takes the shortest push of at least one byte, "PUSHn x" a given one;
/// numbers are decimal or 0x; a token that begins with # is raw bytes. The opcodes are typed from the
/// Yellow Paper and the EIPs, apart from the table that is tested.
/// </summary>
internal static class Assembler
{
    private static readonly Dictionary<string, byte> Opcodes = Table(
        "00 STOP ADD MUL SUB DIV SDIV MOD SMOD ADDMOD MULMOD EXP SIGNEXTEND",
        "10 LT GT SLT SGT EQ ISZERO AND OR XOR NOT BYTE SHL SHR SAR CLZ",
        "20 KECCAK256",
        "30 ADDRESS BALANCE ORIGIN CALLER CALLVALUE CALLDATALOAD CALLDATASIZE CALLDATACOPY",
        "38 CODESIZE CODECOPY GASPRICE EXTCODESIZE EXTCODECOPY RETURNDATASIZE RETURNDATACOPY EXTCODEHASH",
        "40 BLOCKHASH COINBASE TIMESTAMP NUMBER PREVRANDAO GASLIMIT CHAINID SELFBALANCE BASEFEE BLOBHASH BLOBBASEFEE",
        "50 POP MLOAD MSTORE MSTORE8 SLOAD SSTORE JUMP JUMPI PC MSIZE GAS JUMPDEST TLOAD TSTORE MCOPY PUSH0",
        "80 DUP1 DUP2 DUP3 DUP4 DUP5 DUP6 DUP7 DUP8 DUP9 DUP10 DUP11 DUP12 DUP13 DUP14 DUP15 DUP16",
        "90 SWAP1 SWAP2 SWAP3 SWAP4 SWAP5 SWAP6 SWAP7 SWAP8 SWAP9 SWAP10 SWAP11 SWAP12 SWAP13 SWAP14 SWAP15 SWAP16",
        "a0 LOG0 LOG1 LOG2 LOG3 LOG4",
        "f0 CREATE CALL CALLCODE RETURN DELEGATECALL CREATE2",
        "fa STATICCALL",
        "fd REVERT INVALID SELFDESTRUCT");

    public static byte[] Assemble(string program)
    {
        List<byte> code = [];
        string[] tokens = program.Split(' ', '\n', '\r').Where(token => token.Length > 0).ToArray();
        for (int i = 0; i < tokens.Length; i++)
        {
            string token = tokens[i];
            if (token[0] == '#')
            {
                code.AddRange(Convert.FromHexString(token[1..]));
            }
            else if (token.StartsWith("PUSH", StringComparison.Ordinal) && token != "PUSH0")
            {
                byte[] bytes = Number(tokens[++i]).ToByteArray(isUnsigned: true, isBigEndian: true);
                int length = token.Length > 4
                    ? int.Parse(token[4..], CultureInfo.InvariantCulture)
                    : bytes.Length;
                code.Add((byte)(0x5F + length));
                code.AddRange(new byte[length - bytes.Length]);
                code.AddRange(bytes);
            }
            else
            {
                code.Add(Opcodes[token]);
            }
        }

        return [.. code];
    }

    private static BigInteger Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? BigInteger.Parse("0" + text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : BigInteger.Parse(text, CultureInfo.InvariantCulture);

    private static Dictionary<string, byte> Table(params string[] rows)
    {
        Dictionary<string, byte> table = [];
        foreach (string[] row in rows.Select(row => row.Split(' ')))
        {
            int first = int.Parse(row[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            for (int i = 1; i < row.Length; i++)
            {
                table[row[i]] = (byte)(first + i - 1);
            }
        }

        return table;
    }
}
