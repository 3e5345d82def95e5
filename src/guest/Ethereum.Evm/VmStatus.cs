namespace ZeroSharp.Ethereum.Evm;

/// <summary>How a call frame ended. Everything from OutOfGas on consumes all of its gas.</summary>
public enum VmStatus
{
    /// <summary>STOP, RETURN, SELFDESTRUCT or the end of the code.</summary>
    Success,

    /// <summary>REVERT: changes are undone, the remaining gas is returned.</summary>
    Revert,

    /// <summary>Not an end: the frame waits for the call or creation that it has begun.</summary>
    Calling,

    OutOfGas,

    /// <summary>Stack underflow or overflow, or an undefined opcode.</summary>
    BadInstruction,

    /// <summary>A jump to a position that is no JUMPDEST.</summary>
    InvalidJump,

    /// <summary>A change of state inside of a STATICCALL (EIP-214).</summary>
    StaticViolation,

    /// <summary>RETURNDATACOPY past the end (EIP-211).</summary>
    ReturnDataOutOfBounds,

    /// <summary>Init code above 49152 bytes (EIP-3860).</summary>
    InitCodeTooLarge,

    /// <summary>Deployed code above 24576 bytes (EIP-170) or beginning with 0xEF (EIP-3541).</summary>
    RejectedCode,

    /// <summary>The address of a new contract is taken (EIP-684, EIP-7610).</summary>
    Collision,

    /// <summary>A precompiled contract refused its input.</summary>
    PrecompileFailure,
}
