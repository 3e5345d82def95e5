using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>Step 1 of the transcript, the same for prover and verifier.</summary>
public static class StarkTranscript
{
    /// <summary>Observes key, statement, shape and the root of the committed columns.</summary>
    public static Challenger Begin(
        VerifyingKey key,
        ReadOnlySpan<PublicInteraction> publicInteractions,
        InstanceShape[] instances,
        ReadOnlySpan<byte> mainRoot)
    {
        Challenger challenger = new("ZeroSharp segment proof, version 1"u8);
        challenger.Observe(key.Digest);
        challenger.Observe((ulong)publicInteractions.Length);
        for (int i = 0; i < publicInteractions.Length; i++)
        {
            PublicInteraction interaction = publicInteractions[i];
            challenger.Observe((ulong)interaction.Bus);
            challenger.Observe([interaction.Multiplicity]);
            challenger.Observe(interaction.Message);
        }

        challenger.Observe((ulong)instances.Length);
        for (int i = 0; i < instances.Length; i++)
        {
            challenger.Observe((ulong)instances[i].AirIndex);
            challenger.Observe((ulong)instances[i].LogHeight);
        }

        challenger.Observe(mainRoot);
        return challenger;
    }
}
