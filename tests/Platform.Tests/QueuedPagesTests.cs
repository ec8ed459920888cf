using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using MappingCache.Tests.Support;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>
/// What becomes of bytes that the kernel has accepted when their file changes before they are received. A call that copies
/// them keeps them; sendfile and vmsplice queue the file's own page, of which no check and no lease has a say. Which is why
/// nothing of this library calls those.
/// </summary>
[LinuxOnly("Windows has no such calls, and lets nobody cut a file of which windows are mapped")]
[CancelAfter(60_000)]
public sealed partial class QueuedPagesTests
{
    private const int Length = 3_000;
    private const int Kept = 100;
    private const int OtherSeed = 2;

    /// <summary>How bytes get into a pipe.</summary>
    public enum Way
    {
        /// <summary>By write(2).</summary>
        Write,

        /// <summary>By sendfile(2), from the file.</summary>
        SendFile,

        /// <summary>By vmsplice(2), from the window.</summary>
        VmSplice,
    }

    [Test]
    public void Copied_bytes_stay_and_queued_pages_change_whatever_the_mode([Values] Way way, [Values] FileLeaseMode mode, [Values] bool isCut)
    {
        using LeaseTest test = new(mode: mode);
        using MappedFile file = test.Cache.Open(test.Folder.Write("file", LeaseTest.Seed, Length));
        using Window window = file.Acquire(0);
        Assert.That(Syscall.pipe(out int reading, out int writing), Is.Zero);
        try
        {
            Assert.That(Put(way, file.Path, window.Span, writing), Is.EqualTo(Length));
            Change(file.Path, isCut);

            byte[] received = Read(reading);
            bool isSame = FileContent.Matches(received, LeaseTest.Seed, 0);
            bool isChanged = isCut
                ? FileContent.Matches(received.AsSpan(0, Kept), LeaseTest.Seed, 0) && !received.AsSpan(Kept).ContainsAnyExcept((byte)0)
                : FileContent.Matches(received, OtherSeed, 0);
            Assert.That((isSame, isChanged), Is.EqualTo((way == Way.Write, way != Way.Write)));
        }
        finally
        {
            _ = Syscall.close(reading);
            _ = Syscall.close(writing);
        }

        // The window itself is swapped before the writer goes on, if there is a lease.
        Assert.That(FileContent.Matches(window.Span, LeaseTest.Seed, 0), Is.EqualTo(mode == FileLeaseMode.Opportunistic));
        Assert.That(test.Statistics.WindowsSwapped, Is.EqualTo(mode == FileLeaseMode.Opportunistic ? 1 : 0));
    }

    private static unsafe long Put(Way way, string path, ReadOnlySpan<byte> window, int pipe)
    {
        fixed (byte* bytes = window)
        {
            // SAFETY: the window is held by the caller, and as long as is said.
            IoVector vector = new() { Base = bytes, Length = Length };
            return way switch
            {
                Way.Write => Syscall.write(pipe, bytes, Length),
                Way.VmSplice => VmSplice(pipe, &vector, 1, 0),
                _ => SendFile(path, pipe),
            };
        }
    }

    private static long SendFile(string path, int pipe)
    {
        using FileStream file = File.OpenRead(path);
        long offset = 0;
        return Syscall.sendfile(pipe, (int)file.SafeFileHandle.DangerousGetHandle(), ref offset, Length);
    }

    // Rewritten in place: the page stays the file's.
    private static void Change(string path, bool isCut)
    {
        using FileStream file = FileOwner.Open(path);
        if (isCut)
        {
            file.SetLength(Kept);
        }
        else
        {
            file.Write(FileContent.Of(OtherSeed, Length));
        }
    }

    private static unsafe byte[] Read(int pipe)
    {
        byte[] received = new byte[Length];
        fixed (byte* to = received)
        {
            // SAFETY: the buffer has the room that is stated.
            Assert.That(Syscall.read(pipe, to, Length), Is.EqualTo(Length));
        }

        return received;
    }

    [LibraryImport("libc", EntryPoint = "vmsplice", SetLastError = true)]
    private static unsafe partial nint VmSplice(int pipe, IoVector* vectors, nuint count, uint flags);
}
