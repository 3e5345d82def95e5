using System.Text.RegularExpressions;

namespace ZeroSharp.Cluster.Tests;

/// <summary>No password stands in what is shipped: neither in sources, scripts nor documents.</summary>
public sealed partial class DefaultCredentialsTests
{
    private static readonly string[] Folders = ["src", "docs", "eng", "guests", "samples"];

    private static readonly string[] BuildFolders = ["bin", "obj", "artifacts", "node_modules"];

    // What stands for a user's own in help and documents.
    private static readonly string[] Placeholders = ["user:password@", "USER:PASSWORD@", "me:secret@"];

    // zero-bin's flow as its users type it, against RabbitMQ's own defaults: in documents, and nowhere else.
    private static readonly string[] FlowLines =
    [
        "leader --runtime=amqp --amqp-uri=amqp://guest:guest@",
        "worker --runtime=amqp --amqp-uri=amqp://guest:guest@",
    ];

    [Fact]
    public void Repository_Files_HaveNoCredentials()
    {
        string root = FindRoot();
        string[] files =
        [
            .. Directory.EnumerateFiles(root),
            .. Folders.Select(folder => Path.Combine(root, folder)).SelectMany(folder =>
                Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)),
        ];
        List<string> found = [];
        int read = 0;
        foreach (string file in files.Where(file => !IsBuilt(Path.GetRelativePath(root, file))))
        {
            read++;
            int number = 0;
            foreach (string line in File.ReadLines(file))
            {
                number++;
                if (HasCredentials(line, Path.GetExtension(file) == ".md"))
                {
                    found.Add($"{Path.GetRelativePath(root, file)}:{number}: {line.Trim()}");
                }
            }
        }

        Assert.InRange(read, 100, int.MaxValue);
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("amqp://guest:guest@localhost:5672", true)]
    [InlineData("new Uri(\"amqp://guest:guest@localhost\")", true)]
    [InlineData("postgres://postgres:postgres@localhost/jobs", true)]
    [InlineData("Host=localhost;Username=postgres;Password=postgres", true)]
    [InlineData("UserName = \"guest\"", true)]
    [InlineData("export PGPASSWORD=secret", true)]
    [InlineData("ZERO_AMQP_PASSWORD=secret zero worker", true)]
    [InlineData("amqp://user:password@host:5672", false)]
    [InlineData("Password = options.Password,", false)]
    [InlineData("PGPASSWORD, or ZERO_AMQP_PASSWORD_FILE=/run/secrets/amqp", false)]
    [InlineData("http://127.0.0.1:8545", false)]
    public void HasCredentials_Line_IsSeen(string line, bool expected) =>
        Assert.Equal(expected, HasCredentials(line, isDocument: false));

    [Fact]
    public void HasCredentials_ZeroBinsFlow_IsForDocumentsOnly()
    {
        const string Line = "leader --runtime=amqp --amqp-uri=amqp://guest:guest@127.0.0.1:5672 stdio < w.json > out";

        Assert.False(HasCredentials(Line, isDocument: true));
        Assert.True(HasCredentials(Line, isDocument: false));
        Assert.True(HasCredentials("connect to amqp://guest:guest@127.0.0.1:5672", isDocument: true));
    }

    private static bool HasCredentials(string line, bool isDocument)
    {
        string rest = line;
        foreach (string allowed in isDocument ? [.. Placeholders, .. FlowLines] : Placeholders)
        {
            rest = rest.Replace(allowed, string.Empty, StringComparison.Ordinal);
        }

        return InAddress().IsMatch(rest) || InSetting().IsMatch(rest) || InVariable().IsMatch(rest);
    }

    private static bool IsBuilt(string path) =>
        path.Split(Path.DirectorySeparatorChar).Any(part => BuildFolders.Contains(part));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ZeroSharp.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests do not run below the repository");
    }

    // A password in a URL. What is put together from parts ($, {) is none.
    [GeneratedRegex("""[a-z][a-z0-9+]*://[^\s/:@"'`{}$<>]+:[^\s/@"'`{}$<>]+@""")]
    private static partial Regex InAddress();

    // A literal user or password in a setting.
    [GeneratedRegex(
        """(?i)\b(password|passwd|pwd|username|user ?id)\s*=\s*("[^"{]+"|'[^'{]+'|(guest|postgres|admin)\b)""")]
    private static partial Regex InSetting();

    // A value for a variable that holds a password.
    [GeneratedRegex("""\b[A-Z_]*(PASSWORD|SECRET)=["']?[A-Za-z0-9]""")]
    private static partial Regex InVariable();
}
