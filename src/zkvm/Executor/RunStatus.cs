namespace ZeroSharp.Zkvm.Executor;

/// <summary>Why the machine stopped.</summary>
public enum RunStatus
{
    /// <summary>The step limit is reached, or the observer asked to stop; the run can go on.</summary>
    Paused,

    /// <summary>The halt call; see <see cref="Machine.ExitCode"/>.</summary>
    Halted,

    /// <summary>The pc is outside of the text or not aligned.</summary>
    FetchTrap,

    /// <summary>The word at the pc is no instruction.</summary>
    IllegalInstruction,

    /// <summary>A load or store whose address is not aligned to its size.</summary>
    MisalignedAccess,

    /// <summary>An address of 2^32 or above.</summary>
    AccessOutOfRange,

    /// <summary>An environment call with an unknown number.</summary>
    UnknownCall,

    /// <summary>An environment call whose operands are not acceptable.</summary>
    BadCallOperands,
}
