using System.Reflection;
using Xunit.Sdk;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>Databases on which the laws of a job store are tested.</summary>
public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>Places on which the laws of an artifact store are tested.</summary>
public enum ArtifactPlace
{
    Directory,
    S3,
}

/// <summary>Runs a theory with one value.</summary>
public abstract class OnAttribute(object value) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[value]];
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute() : OnAttribute(DatabaseKind.Sqlite);

/// <summary>Skipped with the reason where no PostgreSQL can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgreSqlAttribute : OnAttribute
{
    public OnPostgreSqlAttribute()
        : base(DatabaseKind.PostgreSql) => Skip = TestServers.SkipReason(ServerKind.PostgreSql);
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class OnDirectoryAttribute() : OnAttribute(ArtifactPlace.Directory);

/// <summary>Skipped with the reason where no S3 server can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnS3Attribute : OnAttribute
{
    public OnS3Attribute()
        : base(ArtifactPlace.S3) => Skip = TestServers.SkipReason(ServerKind.S3);
}

/// <summary>A fact that needs a server, and is skipped with the reason where it cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServerFactAttribute : FactAttribute
{
    public ServerFactAttribute(ServerKind kind) => Skip = TestServers.SkipReason(kind);
}

/// <summary>A fact that needs the rights to mount a file system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = SmallDisk.SkipReason;
}
