using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>
/// The machine's chips as a verifier has them. Of the program table only the height and the content of its
/// committed columns differ between programs.
/// </summary>
public static class MachineAirs
{
    // Described when first used under .NET, and in the compiler for a guest, which holds the code of the
    // very chips that are described: so a guest's own hash ties its constraints to these digests.
    private static readonly AirKey[] Keys = Describe();

    /// <summary>The keys of all chips, the program table last.</summary>
    /// <param name="programLogHeight">log2 of the rows of the program table.</param>
    public static AirKey[] ForProgram(int programLogHeight)
    {
        AirKey[] airs = new AirKey[Keys.Length];
        for (int i = 0; i < airs.Length; i++)
        {
            airs[i] = Keys[i];
        }

        int program = airs.Length - 1;
        airs[program] = airs[program].WithCommittedColumns(new ProgramChip(programLogHeight));
        return airs;
    }

    private static AirKey[] Describe() =>
    [
        .. MachineChips.All(new ProgramImage(0, 0, [], [], []))
            .Select(chip => AirKey.Create(AirDescription.Create(chip))),
    ];
}
