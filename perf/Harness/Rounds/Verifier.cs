using System.Net;
using System.Net.Sockets;
using MappingCache.Harness.Senders;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Rounds;

/// <summary>Sees that a contestant sends what it is to send, byte by byte: the fastest is who sends something else.</summary>
internal static class Verifier
{
    private const int MostSends = 4;
    private const int BufferSize = 64 << 10;

    /// <summary>Has a contestant send to a receiver that compares.</summary>
    /// <exception cref="HarnessException">Something else came.</exception>
    public static void Check(Entry entry, TestFiles files)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        int sends = Math.Min(files.Workload.SendsPerPass + 1, MostSends);
        Task<string?> complaint = Task.Run(() => Compare(listener, files, sends));
        using (ISender sender = entry.Make(files, 1, (IPEndPoint)listener.LocalEndPoint!))
        {
            // Both ways of running it, which have to send the same.
            _ = sender.Run(1);
            _ = sender.RunTimed(sends - 1);
        }

        if (complaint.GetAwaiter().GetResult() is { } found)
        {
            throw new HarnessException($"{entry.Name} {found}");
        }
    }

    private static string? Compare(Socket listener, TestFiles files, int sends)
    {
        using Socket socket = listener.Accept();
        using NetworkStream stream = new(socket);
        string? complaint = Compare(stream, files, sends);

        // Or else the sender would be told of a broken connection, which is not what is wrong with it.
        stream.CopyTo(Stream.Null);
        return complaint;
    }

    private static string? Compare(NetworkStream stream, TestFiles files, int sends)
    {
        byte[] buffer = new byte[BufferSize];
        for (int which = 0; which < sends; which++)
        {
            if (!Continues(stream, buffer, files.Header.Span))
            {
                return $"sends another header in front of send {which}.";
            }

            for (int place = 0; place < files.Workload.Bundle; place++)
            {
                string path = files.Paths[files.Workload.FileOf(which, place)];
                if (!Continues(stream, buffer, File.ReadAllBytes(path)))
                {
                    return $"sends something else than {path} at place {place} of send {which}.";
                }
            }
        }

        return stream.Read(buffer) == 0 ? null : $"sends more than the {sends} sends that it was asked for.";
    }

    private static bool Continues(NetworkStream stream, byte[] buffer, ReadOnlySpan<byte> expected)
    {
        while (expected.Length > 0)
        {
            int read = stream.Read(buffer, 0, Math.Min(buffer.Length, expected.Length));
            if (read == 0 || !expected[..read].SequenceEqual(buffer.AsSpan(0, read)))
            {
                return false;
            }

            expected = expected[read..];
        }

        return true;
    }
}
