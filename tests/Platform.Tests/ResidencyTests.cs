using System.Runtime.InteropServices;
using MappingCache.Platform.Linux;
using MappingCache.Platform.Linux.Leases;
using MappingCache.Tests.Support;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Files whose pages really are not in memory: what is read from the disk is what the kernel says is there afterwards.</summary>
[LinuxOnly("Windows tells of no pages but those that are mapped")]
public sealed partial class ResidencyTests : RealFileFixture
{
    private const int Windows = 32;
    private const uint Nobody = 65534;
    private static readonly int[] s_five = [5];

    [Test]
    public async Task A_cold_window_is_read_from_the_disk_alone([Values] bool async)
    {
        using MappedFile file = OpenCold();
        if (async)
        {
            using WindowLease lease = await file.AcquireAsync(5 * Window);
            Assert.That(FileContent.Matches(lease.Span, 1, 5 * Window));
        }
        else
        {
            Read(file, 5);
        }

        // Without the exact read-ahead the kernel would have brought in whatever the device reads ahead.
        Assert.That(Resident(file), Is.EqualTo(s_five));
    }

    [Test]
    public void A_file_of_somebody_else_is_read_exactly_too()
    {
        // Others may not count its pages, so they are asked for one by one.
        TestThread.Start(() =>
        {
            using MappedFile file = OpenCold();
            _ = SetFileSystemUser(Nobody);
            Assume.That(file.GetResidency(0).ResidentBytes, Is.Null, "this kernel lets everybody count");
            Assert.That(file.TryAcquire(5 * Window, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NotResident));
            Read(file, 5);
            Assert.That(file.TryAcquire(5 * Window, residentOnly: true, out Window window), Is.EqualTo(AcquireOutcome.Acquired));
            window.Dispose();
            _ = SetFileSystemUser(0);

            using MappedFile mine = Cache.Open(file.Path);
            Assert.That(Pages(file.Path).Index().Where(static p => p.Item).Select(static p => p.Index * Environment.SystemPageSize / Window).Distinct(), Is.EqualTo(s_five));
        }).Join();
    }

    [Test]
    public void Reading_ahead_asks_the_kernel_for_exactly_the_window()
    {
        using MappedFile file = OpenCold();
        Read(file, 9);
        int next = 20;
        IReadOnlyList<string> calls = SystemCallTrace.Of(() => Read(file, next), prepare: () => next -= 2);

        string[] reads = [.. calls.Where(static call => call.StartsWith("fadvise64", StringComparison.Ordinal))];
        Assert.That(reads, Has.Length.EqualTo(1), string.Join('\n', calls));
        Assert.That(reads[0], Does.Match(@"^fadvise64\(\d+, \d+, 65536, POSIX_FADV_WILLNEED"));
    }

    [Test]
    public void Asking_for_resident_bytes_only_reads_nothing_from_the_disk()
    {
        using MappedFile file = OpenCold();
        Assert.That(file.TryAcquire(3 * Window, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NotResident));
        Assert.That(Resident(file), Is.Empty);

        Read(file, 3);
        Assert.That(file.TryAcquire((3 * Window) + 5, residentOnly: true, out Window there), Is.EqualTo(AcquireOutcome.Acquired));
        Assert.That(FileContent.Matches(there.Span, 1, (3 * Window) + 5));
        there.Dispose();
        Assert.That(file.TryAcquire(4 * Window, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NotResident));
    }

    [Test]
    public void A_cold_scan_finds_its_windows_read_ahead()
    {
        using MappedFile file = OpenCold();
        Read(file, 0);
        Read(file, 1);
        Read(file, 2);

        Assert.That(Resident(file), Is.EqualTo(Enumerable.Range(0, 3 + (int)(SequentialReads.AheadBytes / Window))));
        for (int window = 3; window < Windows; window++)
        {
            Read(file, window);
        }
    }

    [Test]
    public void Large_windows_are_read_whole_although_the_kernel_reads_only_so_much_in_a_call()
    {
        const int Size = 16 << 20;
        string path = Folder.Write("large", 1, Size);
        MakeCold(path);
        using IOsFileHolder holder = IOsFileHolder.Open(path);
        holder.File.ReadAhead(0, Size);

        Assert.That(holder.File.CountResident(0, Size), Is.EqualTo(Size));
    }

    [Test]
    public void Residency_is_counted_in_bytes_of_the_range_asked_for()
    {
        string path = Folder.Write("file", 1, (3 * 4096) + 100);
        MakeCold(path);
        using IOsFileHolder holder = IOsFileHolder.Open(path);
        IOsFile file = holder.File;
        Assert.That((file.CountResident(0, 4096), file.IsResident(0, 1)), Is.EqualTo((0L, false)));
        file.ReadAhead(4096, 4096);
        Assert.That(SpinWait.SpinUntil(() => file.IsResident(4096, 4096), TimeSpan.FromSeconds(30)), "the disk answers");

        Assert.That(file.CountResident(4095, 2), Is.LessThan(2), "one of two bytes lies in a page that is not there");
        Assert.That(file.CountResident(0, (3 * 4096) + 100), Is.EqualTo(4096).Or.EqualTo(100), "a page of four, the last one short");
        Assert.That(file.IsResident(4096, 4097), Is.False);
    }

    [Test]
    public void Files_that_live_in_memory_are_resident()
    {
        const string InMemory = "/dev/shm";
        if (!Directory.Exists(InMemory))
        {
            Assert.Ignore($"there is no {InMemory} here");
        }

        string path = Path.Combine(InMemory, $"mapping-cache-{Guid.NewGuid():N}");
        File.WriteAllBytes(path, FileContent.Of(1, Window));
        try
        {
            using MappedFile file = Cache.Open(path);
            Assert.That(file.TryAcquire(0, residentOnly: true, out Window window), Is.EqualTo(AcquireOutcome.Acquired));
            Assert.That(FileContent.Matches(window.Span, 1, 0));
            window.Dispose();
            TestThread.Start(() =>
            {
                _ = SetFileSystemUser(Nobody);
                Assert.That(file.TryAcquire(0, residentOnly: true, out Window window), Is.EqualTo(AcquireOutcome.Acquired), "also where pages cannot be counted");
                window.Dispose();
            }).Join();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Read(MappedFile file, int window)
    {
        using Window held = file.Acquire((long)window * Window);
        Assert.That(FileContent.Matches(held.Span, 1, (long)window * Window));
    }

    private static int[] Resident(MappedFile file) =>
        [.. Enumerable.Range(0, Windows).Where(window => file.GetResidency((long)window * Window).ResidentBytes != 0)];

    private static IEnumerable<bool> Pages(string path)
    {
        using IOsFileHolder holder = IOsFileHolder.Open(path);
        for (long offset = 0; offset < holder.File.OpenedVersion.Length; offset += Environment.SystemPageSize)
        {
            yield return holder.File.CountResident(offset, 1) == 1;
        }
    }

    /// <summary>Takes a file's pages out of memory, or ends the test where the file system cannot.</summary>
    private static void MakeCold(string path)
    {
        int descriptor = Syscall.open(path, OpenFlags.O_RDONLY);
        Assert.That(Syscall.fsync(descriptor), Is.Zero);
        _ = Syscall.posix_fadvise(descriptor, 0, 0, PosixFadviseAdvice.POSIX_FADV_DONTNEED);
        _ = Syscall.close(descriptor);
        if (Pages(path).Any(static there => there))
        {
            Assert.Ignore($"the file system of {path} does not give up its pages, or the kernel does not count them");
        }
    }

    private MappedFile OpenCold()
    {
        string path = Folder.Write("cold", 1, Windows * Window);
        MakeCold(path);
        return Cache.Open(path);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid", SetLastError = true)]
    private static partial int SetFileSystemUser(uint user);

    /// <summary>A file opened at the seam.</summary>
    private sealed class IOsFileHolder : IDisposable
    {
        private readonly LinuxAddressSpace _space;

        private IOsFileHolder(LinuxAddressSpace space, IOsFile file) => (_space, File) = (space, file);

        public IOsFile File { get; }

        public static IOsFileHolder Open(string path)
        {
            LinuxAddressSpace.Reserve(new CacheLayout(Window, 1, 1, []), new MapAreaBudget(), LeaseWatcher.Process, out LinuxAddressSpace? space);
            Assert.That(space!.Open(path, within: null, out IOsFile? file), Is.EqualTo(OsError.None));
            return new IOsFileHolder(space, file!);
        }

        public void Dispose()
        {
            File.Dispose();
            _space.Dispose();
        }
    }
}
