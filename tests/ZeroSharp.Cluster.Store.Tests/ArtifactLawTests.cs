using System.Security.Cryptography;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What holds for artifacts, whatever holds them.</summary>
[Collection(ServersDefinition.Name)]
public sealed class ArtifactLawTests(ServersFixture servers)
{
    [Theory, OnDirectory, OnS3]
    public async Task Put_BytesOfAnyLength_AreReadAsTheyWere(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);
        Random random = new(1);
        foreach (int length in new[] { 0, 1, 4096, (1 << 20) + 1, 8 << 20, (20 << 20) + 3 })
        {
            byte[] content = new byte[length + 2];
            random.NextBytes(content);

            ArtifactRef reference = await store.PutAsync("job-1", content.AsMemory(1, length), None);

            byte[] expected = content[1..^1];
            Assert.Equal(
                new ArtifactRef("job-1", Convert.ToHexStringLower(SHA256.HashData(expected)), length), reference);
            byte[] read = await store.GetAsync(reference, None);
            Assert.True(expected.AsSpan().SequenceEqual(read));
        }
    }

    [Theory, OnDirectory, OnS3]
    public async Task Put_TheSameByEightAtOnce_Works(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);

        ArtifactRef[] references = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => store.PutAsync("job", "content"u8.ToArray(), None)));

        Assert.Single(references.Distinct());
        Assert.Equal("content"u8.ToArray(), await store.GetAsync(references[0], None));
    }

    [Theory, OnDirectory, OnS3]
    public async Task Get_WhatIsNotThere_IsMissing(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);
        ArtifactRef there = await store.PutAsync("job", "content"u8.ToArray(), None);

        await FailsAsync(ArtifactFault.Missing, () => store.GetAsync(there with { Scope = "other" }, None));
        await FailsAsync(
            ArtifactFault.Missing, () => store.GetAsync(there with { Sha256 = new string('0', 64) }, None));
    }

    [Theory, OnDirectory, OnS3]
    public async Task Get_AReferenceOfAnotherLength_IsCorrupt(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);
        ArtifactRef there = await store.PutAsync("job", "content"u8.ToArray(), None);

        foreach (long length in new[] { 0, 6, 8, ArtifactRef.MaxByteLength })
        {
            await FailsAsync(ArtifactFault.Corrupt, () => store.GetAsync(there with { Length = length }, None));
        }
    }

    [Theory, OnDirectory, OnS3]
    public async Task Names_ThatAreNone_AreRefused(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);
        foreach (string scope in new[] { "", ".", "..", "../a", "a/b", "A", "a\n", new string('a', 65) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync(scope, default, None));
            await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteScopeAsync(scope, None));
            await Assert.ThrowsAsync<ArgumentException>(() => store.GetMarkAsync(scope, "mark", None));
            await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(Reference(scope, 1), None));
        }

        foreach (string name in new[] { "", ".", "..", "../a", "a/b", "A", "a\n", new string('a', 65) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.PutMarkAsync("job", name, default, None));
            await Assert.ThrowsAsync<ArgumentException>(() => store.GetMarkAsync("job", name, None));
            await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteMarkAsync("job", name, None));
        }

        await Assert.ThrowsAsync<ArgumentException>(
            () => store.GetAsync(Reference("job", 1) with { Sha256 = "../../../etc/passwd" }, None));
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.PutMarkAsync("job", "mark", new byte[ArtifactLimits.MaxMarkLength + 1], None));
    }

    [Theory, OnDirectory, OnS3]
    public async Task Marks_SetReplacedAndDeleted_AreReadAsTheyAre(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);
        byte[] largest = new byte[ArtifactLimits.MaxMarkLength];
        largest[^1] = 1;

        Assert.Null(await store.GetMarkAsync("job", "cancelled", None));
        await store.DeleteMarkAsync("job", "cancelled", None);
        await store.PutMarkAsync("job", "cancelled", "one"u8.ToArray(), None);
        Assert.Equal("one"u8.ToArray(), await store.GetMarkAsync("job", "cancelled", None));
        await store.PutMarkAsync("job", "cancelled", largest, None);
        Assert.Equal(largest, await store.GetMarkAsync("job", "cancelled", None));
        Assert.Null(await store.GetMarkAsync("job-2", "cancelled", None));
        await store.PutMarkAsync("job", "a.b-c", default, None);
        await store.DeleteMarkAsync("job", "cancelled", None);
        Assert.Null(await store.GetMarkAsync("job", "cancelled", None));
        Assert.Empty((await store.GetMarkAsync("job", "a.b-c", None))!);
    }

    [Theory, OnDirectory, OnS3]
    public async Task DeleteScope_WithAll_LeavesOtherScopes(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);
        List<ArtifactRef> going = [];
        for (int number = 0; number < 30; number++)
        {
            going.Add(await store.PutAsync("job", new[] { (byte)number }, None));
        }

        await store.PutMarkAsync("job", "mark", "1"u8.ToArray(), None);
        ArtifactRef staying = await store.PutAsync("job-work", "stays"u8.ToArray(), None);

        await store.DeleteScopeAsync("job", None);
        await store.DeleteScopeAsync("job", None);

        foreach (ArtifactRef reference in going)
        {
            await FailsAsync(ArtifactFault.Missing, () => store.GetAsync(reference, None));
        }

        Assert.Null(await store.GetMarkAsync("job", "mark", None));
        Assert.Equal("stays"u8.ToArray(), await store.GetAsync(staying, None));
        Assert.Equal(going[0], await store.PutAsync("job", new byte[] { 0 }, None));
        Assert.Single(await store.GetAsync(going[0], None));
    }

    [Theory, OnDirectory, OnS3]
    public async Task Check_AStoreThatWorks_Passes(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);

        await store.CheckAsync(None);
    }

    [Theory, OnDirectory, OnS3]
    public async Task Put_WhileTheScopeIsDeleted_IsThereOrMissingButNeverHalf(ArtifactPlace place)
    {
        IArtifactStore store = await servers.NewArtifactStoreAsync(place);
        Task deleting = Task.Run(async () =>
        {
            for (int round = 0; round < 30; round++)
            {
                await store.DeleteScopeAsync("job", None);
            }
        });
        int number = 0;
        do
        {
            ArtifactRef reference = await store.PutAsync("job", BitConverter.GetBytes(number++), None);
            try
            {
                Assert.Equal(4, (await store.GetAsync(reference, None)).Length);
            }
            catch (ArtifactException failure)
            {
                Assert.Equal(ArtifactFault.Missing, failure.Fault);
            }
        }
        while (!deleting.IsCompleted);

        await deleting;
    }

    internal static async Task<ArtifactException> FailsAsync(ArtifactFault fault, Func<Task> action)
    {
        ArtifactException failure = await Assert.ThrowsAsync<ArtifactException>(action);
        Assert.Equal(fault, failure.Fault);
        Assert.DoesNotContain('\n', failure.Message);
        return failure;
    }
}
