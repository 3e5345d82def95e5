namespace ZeroSharp.Cluster.Kubernetes.Tests;

public sealed class PodIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-pod-").FullName;

    private readonly Dictionary<string, string> _variables = new()
    {
        ["ZERO_POD_NAME"] = "test-worker-5d9-x2x",
        ["ZERO_POD_NAMESPACE"] = "zero",
        ["KUBERNETES_SERVICE_HOST"] = "10.0.0.1",
        ["KUBERNETES_SERVICE_PORT"] = "443",
    };

    public PodIdentityTests()
    {
        File.WriteAllText(Path.Combine(_folder, "token"), "t");
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), "c");
    }

    [Fact]
    public void FromEnvironment_InAPod_HasAddressAndFiles()
    {
        PodIdentity? pod = Read(out string? problem);

        Assert.Null(problem);
        Assert.Equal(
            new PodIdentity(
                "zero",
                "test-worker-5d9-x2x",
                new Uri("https://10.0.0.1:443/"),
                Path.Combine(_folder, "token"),
                Path.Combine(_folder, "ca.crt")),
            pod);
    }

    [Fact]
    public void FromEnvironment_HostOfIPv6_IsBracketed()
    {
        _variables["KUBERNETES_SERVICE_HOST"] = "fd00::1";

        Assert.Equal(new Uri("https://[fd00::1]:443/"), Read(out _)?.ApiServer);
    }

    [Fact]
    public void FromEnvironment_NoName_IsNoPodAndNoProblem()
    {
        _variables.Remove("ZERO_POD_NAME");

        Assert.Null(Read(out string? problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("ZERO_POD_NAMESPACE", "", "ZERO_POD_NAMESPACE is not")]
    [InlineData("ZERO_POD_NAME", "../secrets", "not a name of Kubernetes")]
    [InlineData("ZERO_POD_NAMESPACE", "a/b", "not a name of Kubernetes")]
    [InlineData("KUBERNETES_SERVICE_HOST", "", "this is no pod")]
    [InlineData("KUBERNETES_SERVICE_PORT", "none", "no address")]
    public void FromEnvironment_UnusableVariable_IsNamed(string name, string value, string expected)
    {
        _variables[name] = value;

        Assert.Null(Read(out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("ca.crt")]
    public void FromEnvironment_NothingMounted_IsAProblem(string file)
    {
        File.Delete(Path.Combine(_folder, file));

        Assert.Null(Read(out string? problem));
        Assert.Contains("no token of a service account", problem, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PodIdentity? Read(out string? problem) =>
        PodIdentity.FromEnvironment(name => _variables.GetValueOrDefault(name), _folder, out problem);
}
