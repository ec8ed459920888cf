using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Sends of random parts to receivers of random slowness, cancelled at random times. What arrives is compared with what is told.</summary>
internal sealed class CancellationRun(FileSender sender, int seed, int sends)
{
    private const int Buffer = 8 * 1024;
    private const int Files = 4;
    private const int LongestFile = 1_500_000;

    private readonly Random _random = new(seed);
    private readonly List<string> _findings = [];
    private WindowCache? _cache;

    /// <summary>How many sends were cancelled before the first byte, in their middle, and not in time.</summary>
    public (int Before, int Within, int After) Times { get; private set; }

    /// <summary>Slots that are pinned now.</summary>
    public int SlotsInUse => _cache?.GetStatistics().SlotsInUse ?? 0;

    /// <summary>Runs it.</summary>
    /// <returns>What was wrong.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        using TempFolder folder = new();
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { SlotCount = 8, MaxSlots = 8, WindowSize = SendFixture.WindowSize });
        _cache = cache;
        MappedFile[] files = [.. Enumerable.Range(0, Files).Select(file => cache.Open(folder.Write($"{file}", file, LongestFile / (1 << (2 * file)))))];
        for (int send = 0; send < sends && _findings.Count == 0; send++)
        {
            await SendAsync(files, send);
        }

        foreach (MappedFile file in files)
        {
            file.Dispose();
        }

        return [.. _findings, .. cache.Audit()];
    }

    private async Task SendAsync(MappedFile[] files, int send)
    {
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        (SendPart[] parts, byte[] whole) = MakeParts(files);
        int slowness = _random.Next(3);
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver, received => slowness == 0 ? Task.CompletedTask : Wait(received % slowness));

        // By the time that passes, or by the bytes that have arrived; sometimes behind another send.
        using CancellationTokenSource cancellation = new();
        int pause = _random.Next(4);
        Task<long>? first = _random.Next(4) == 0 ? sender.SendAsync(sockets.Sender, [files[1].Whole()]).AsTask() : null;
        Task<long> sending = Task.Run(() => sender.SendAsync(sockets.Sender, parts, cancellation.Token).AsTask());
        await Wait(pause);
        Thread.SpinWait(_random.Next(20_000));
        cancellation.Cancel();

        long before = first is null ? 0 : await first;
        long sent;
        try
        {
            sent = await sending;
            Check(sent == whole.Length, send, $"it told {sent:N0} of {whole.Length:N0} bytes, without an exception");
        }
        catch (SendCanceledException canceled)
        {
            sent = canceled.BytesSent;
            Check(canceled.CancellationToken == cancellation.Token, send, "the token is another");
        }

        Times = sent == 0 ? Times with { Before = Times.Before + 1 } : sent < whole.Length ? Times with { Within = Times.Within + 1 } : Times with { After = Times.After + 1 };
        sockets.Sender.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Receipt receipt = await receiving;
        Check(receipt.Bytes.Length == before + sent, send, $"{receipt.Bytes.Length - before:N0} bytes arrived, and {sent:N0} were told");
        ReadOnlySpan<byte> arrived = receipt.Bytes.AsSpan((int)Math.Min(receipt.Bytes.Length, before));
        Check(arrived.Length <= whole.Length && arrived.SequenceEqual(whole.AsSpan(0, arrived.Length)), send, "other bytes arrived");
    }

    private (SendPart[] Parts, byte[] Whole) MakeParts(MappedFile[] files)
    {
        SendPart[] parts = new SendPart[_random.Next(1, 8)];
        List<byte[]> pieces = [];
        for (int part = 0; part < parts.Length; part++)
        {
            if (_random.Next(3) == 0)
            {
                byte[] bytes = FileContent.Of(_random.Next(), _random.Next(6000));
                parts[part] = bytes;
                pieces.Add(bytes);
                continue;
            }

            int file = _random.Next(Files);
            int offset = _random.Next((int)files[file].Length);
            int length = _random.Next((int)files[file].Length - offset + 1);
            parts[part] = files[file].Range(offset, length);
            byte[] range = new byte[length];
            FileContent.Fill(range, file, offset);
            pieces.Add(range);
        }

        return (parts, [.. pieces.SelectMany(static piece => piece)]);
    }

    private static async Task Wait(int milliseconds)
    {
        if (milliseconds == 0)
        {
            await Task.Yield();
        }
        else
        {
            await Task.Delay(milliseconds);
        }
    }

    private void Check(bool isRight, int send, string what)
    {
        if (!isRight)
        {
            _findings.Add($"send {send}: {what}");
        }
    }
}
