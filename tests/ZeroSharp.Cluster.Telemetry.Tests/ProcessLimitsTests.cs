using ZeroSharp.Cluster.Core.Telemetry;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>What is read of /proc and /sys, on trees that hosts and containers show.</summary>
public sealed class ProcessLimitsTests : IDisposable
{
    private const long Machine = 16L << 30;

    private readonly string _root = Directory.CreateTempSubdirectory("zerosharp-proc-").FullName;

    public ProcessLimitsTests() => Write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:  1 kB\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Memory_NoControlGroup_IsThatOfTheMachine() => Assert.Equal(Machine, ProcessLimits.Memory(_root));

    [Fact]
    public void Memory_ContainerOfVersion2_IsItsLimit()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", "6442450944\n");

        Assert.Equal(6L << 30, ProcessLimits.Memory(_root));
    }

    [Fact]
    public void Memory_NestedGroups_IsTheSmallestLimit()
    {
        Write("proc/self/cgroup", "0::/zero.slice/worker.service\n");
        Write("sys/fs/cgroup/zero.slice/memory.max", "1073741824\n");
        Write("sys/fs/cgroup/zero.slice/worker.service/memory.max", "max\n");

        Assert.Equal(1L << 30, ProcessLimits.Memory(_root));
    }

    [Fact]
    public void Memory_ContainerOfVersion1_IsThatOfItsMount()
    {
        Write("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/docker/0123\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2147483648\n");

        Assert.Equal(2L << 30, ProcessLimits.Memory(_root));
    }

    [Theory]
    [InlineData("max")]
    [InlineData("9223372036854771712")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public void Memory_GroupWithoutLimit_IsThatOfTheMachine(string limit)
    {
        Write("proc/self/cgroup", "0::/\nno line of a group\n");
        Write("sys/fs/cgroup/memory.max", limit + "\n");

        Assert.Equal(Machine, ProcessLimits.Memory(_root));
    }

    [Fact]
    public void DiskBytes_File_IsReadByName()
    {
        Write("proc/self/io", "rchar: 1\nwchar: 2\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 3\n");

        Assert.Equal(4096, ProcessLimits.DiskBytes(_root, "read_bytes"));
        Assert.Equal(8192, ProcessLimits.DiskBytes(_root, "write_bytes"));
    }

    [Fact]
    public void Answers_SystemThatTellsNothing_AreNull()
    {
        string nothing = Path.Combine(_root, "nothing");

        Assert.Null(ProcessLimits.Memory(nothing));
        Assert.Null(ProcessLimits.DiskBytes(nothing, "read_bytes"));
        Assert.Null(ProcessLimits.OpenFiles(nothing));
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
