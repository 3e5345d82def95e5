using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZeroSharp.Testing.Servers;

/// <summary>
/// A TCP port of this machine that no other test process takes while the reservation lives. The range lies below
/// the ports that Linux gives to outgoing connections, and a locked file per port keeps test processes apart.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private const int FirstPort = 20_000;
    private const int PortCount = 10_000;
    private const int MaxTries = 200;

    private readonly FileStream _lock;

    private PortReservation(int port, FileStream fileLock)
    {
        Port = port;
        _lock = fileLock;
    }

    public int Port { get; }

    /// <summary>Takes a port on which nothing listens.</summary>
    /// <exception cref="IOException">No free port was found in the bounded number of tries.</exception>
    public static PortReservation Take()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"zerosharp-ports-{Environment.UserName}");
        Directory.CreateDirectory(folder);
        for (int tries = 0; tries < MaxTries; tries++)
        {
            int port = FirstPort + Random.Shared.Next(PortCount);
            FileStream? fileLock = TryLock(Path.Combine(folder, port.ToString(CultureInfo.InvariantCulture)));
            if (fileLock is null)
            {
                continue;
            }

            if (IsFree(port))
            {
                return new(port, fileLock);
            }

            fileLock.Dispose();
        }

        throw new IOException($"no free TCP port found in {MaxTries} tries; close programs that listen on ports");
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
