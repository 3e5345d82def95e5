namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// What one executed instruction did: everything that its chip needs for a row. Reads happen at
/// <see cref="Timestamp"/> (rs1) and +1 (rs2), memory at +2, the write of rd at +3. "Previous" timestamps
/// are those of the last access to the same word in this segment, 0 if this is the first one.
/// Fields that the instruction does not use are zero.
/// </summary>
public struct StepRecord
{
    public uint Pc;
    public uint NextPc;
    public uint Timestamp;
    public uint Rs1PreviousTimestamp;
    public uint Rs2PreviousTimestamp;
    public uint MemoryPreviousTimestamp;
    public uint RdPreviousTimestamp;

    /// <summary>Effective byte address of a load or store.</summary>
    public uint Address;

    public ulong Rs1;
    public ulong Rs2;

    /// <summary>The 8-byte memory word that holds <see cref="Address"/>, before the access.</summary>
    public ulong MemoryOld;

    /// <summary>The same word after the access; equal to <see cref="MemoryOld"/> for loads.</summary>
    public ulong MemoryNew;

    public ulong RdOld;

    /// <summary>The result, also when rd is x0 and nothing is written.</summary>
    public ulong RdNew;

    /// <summary>The decoded instruction at <see cref="Pc"/>.</summary>
    public Instruction Instruction;
}
