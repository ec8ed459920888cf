using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MappingCache.Cli;

/// <summary>Sends a file to a receiver over TCP.</summary>
internal static class SendHost
{
    /// <summary>Sends it, and prints how long that took.</summary>
    /// <returns>The exit code: 0, or the signal's when the process was told to end.</returns>
    /// <exception cref="ArgumentException">The range does not lie in the file, or an option of the cache is out of its range.</exception>
    /// <exception cref="IOException">The file could not be read, the receiver not reached, or not everything was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static async Task<int> RunAsync(SendSettings settings)
    {
        using EndSignal end = new();
        using WindowCache cache = WindowCache.Create(settings.Cache);
        using MappedFile file = cache.Open(settings.File);
        foreach (string notice in cache.Notices)
        {
            await UserErrors.TellAsync(notice).ConfigureAwait(false);
        }

        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        SendPart range = file.Range(settings.Offset, LengthOf(settings, file.Length));
        try
        {
            await ConnectAsync(socket, settings.To, end.Token).ConfigureAwait(false);
            long start = Stopwatch.GetTimestamp();
            await SendAsync(socket, range, settings, end.Token).ConfigureAwait(false);
            await ReportAsync(range.Length, settings, Stopwatch.GetElapsedTime(start)).ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException canceled) when (end.ExitCode is { } exitCode)
        {
            long sent = canceled is SendCanceledException told ? told.BytesSent : 0;
            await UserErrors.TellAsync(Text($"ended after {sent:N0} of {range.Length:N0} bytes.")).ConfigureAwait(false);
            return exitCode;
        }
    }

    private static long LengthOf(SendSettings settings, long fileLength)
    {
        long rest = fileLength - settings.Offset;
        return rest < 0 ? throw new ArgumentException(Text($"--offset is {settings.Offset:N0}, but '{settings.File}' has {fileLength:N0} bytes."), nameof(settings))
            : settings.Length > rest ? throw new ArgumentException(Text($"--length is {settings.Length:N0}, but '{settings.File}' has {rest:N0} bytes from {settings.Offset:N0} on."), nameof(settings))
            : settings.Length ?? rest;
    }

    private static async Task ConnectAsync(Socket socket, DnsEndPoint to, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(to, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new IOException($"{NameOf(to)} could not be reached: {Reason(exception)}.", exception);
        }
    }

    // From windows, which is what the options of the cache are about.
    private static async Task SendAsync(Socket socket, SendPart range, SendSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await FileSender.Create(new FileSenderOptions { Strategy = SendStrategy.Gather }).SendAsync(socket, [range], cancellationToken).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SendException failure) when (failure.InnerException is SocketException reason)
        {
            throw new IOException(Text($"{NameOf(settings.To)} took {failure.BytesSent:N0} of {range.Length:N0} bytes, then: {Reason(reason)}."), failure);
        }
        catch (SocketException reason)
        {
            throw new IOException(Text($"{NameOf(settings.To)} took {range.Length:N0} bytes, then: {Reason(reason)}."), reason);
        }
        catch (FileChangedException changed)
        {
            throw new IOException(Text($"'{settings.File}' has changed while it was sent: {changed.BytesSent:N0} of {range.Length:N0} bytes were."), changed);
        }
    }

    private static Task ReportAsync(long sent, SendSettings settings, TimeSpan time)
    {
        double megabytesPerSecond = sent / 1e6 / time.TotalSeconds;
        return Console.Out.WriteLineAsync(Text($"Sent {sent:N0} bytes of {settings.File} to {NameOf(settings.To)} in {time.TotalMilliseconds:N1} ms ({megabytesPerSecond:N1} MB/s)."));
    }

    // Without the address that the socket adds: it is in the message already, as the user wrote it. And without the full
    // stop that Windows ends its words with.
    private static string Reason(SocketException exception) => new SocketException(exception.ErrorCode).Message.TrimEnd('.');

    private static string NameOf(DnsEndPoint to) =>
        to.Host.Contains(':', StringComparison.Ordinal) ? Text($"[{to.Host}]:{to.Port}") : Text($"{to.Host}:{to.Port}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
