using System.Diagnostics;
using System.Globalization;

namespace ZeroSharp.Testing.Servers;

/// <summary>The processes of this machine as /proc shows them.</summary>
internal static class ProcessTree
{
    private const char Zombie = 'Z';
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>The ids of all descendants of a process, as they are now.</summary>
    public static List<int> Descendants(int root)
    {
        ILookup<int, int> children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Stat: Read(id)))
            .Where(process => process.Stat is not null)
            .ToLookup(process => process.Stat!.Value.Parent, process => process.Id);
        List<int> found = [root];
        for (int at = 0; at < found.Count; at++)
        {
            found.AddRange(children[found[at]]);
        }

        found.RemoveAt(0);
        return found;
    }

    /// <summary>Waits until none of these processes runs. Ended ones that nobody has collected count as gone.</summary>
    public static async Task WaitUntilGoneAsync(IEnumerable<int> processes, TimeSpan timeout)
    {
        long begin = Stopwatch.GetTimestamp();
        foreach (int process in processes)
        {
            while (Read(process) is { State: not Zombie })
            {
                if (Stopwatch.GetElapsedTime(begin) > timeout)
                {
                    throw new TimeoutException($"process {process} runs on after SIGKILL");
                }

                await Task.Delay(PollInterval);
            }
        }
    }

    private static (char State, int Parent)? Read(int process)
    {
        try
        {
            // "id (name) state parent ...", where the name may hold spaces and parentheses.
            string stat = File.ReadAllText($"/proc/{process}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
