using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MappingCache.Tests.Support;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What only Linux has, or does with files.</summary>
[LinuxOnly("files and paths of Linux")]
public sealed partial class LinuxFilesTests : RealFileFixture
{
    // On Windows no number is given twice: NTFS counts how often each was used, within it.
    [Test]
    public void ACached_window_keeps_its_files_number_from_being_given_to_another()
    {
        // Without a cached window this file system hands a number out again at once; else there is nothing to see.
        HashSet<UInt128> control = [];
        for (int seed = 0; seed < 20; seed++)
        {
            using MappedFile file = Cache.Open(Folder.Write("control", seed, 100));
            control.Add(file.Identity.Number);
            File.Delete(file.Path);
        }

        Assume.That(control, Has.Count.LessThan(20), "this file system does not use numbers again");
        UInt128 last = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            using MappedFile file = Cache.Open(Folder.Write("file", seed, 100));
            using Window window = file.Acquire(0);
            Assert.That(FileContent.Matches(window.Span, seed, 0), "not the bytes of the one that was deleted");
            Assert.That(file.Identity.Number, Is.Not.EqualTo(last));
            last = file.Identity.Number;
            File.Delete(file.Path);
        }
    }

    [TestCase("/proc/self/status")]
    [TestCase("/proc/cpuinfo")]
    [TestCase("/sys/kernel/mm/transparent_hugepage/enabled")]
    public void Files_without_pages_are_refused_if_nothing_is_to_be_copied(string path)
    {
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 1, Copy = CopyMode.Never });
        Assert.That(
            () => cache.Open(path),
            Throws.TypeOf<MappingException>().With.Message.Contains(path).And.Message.Contains("System.IO.File").And.Property("Path").EqualTo(path));
        Assert.That(cache.TryOpen(path, within: null, out _, out OpenError error), Is.False);
        Assert.That(error, Is.EqualTo(OpenError.NotMappable));
    }

    [Test]
    public void Fifos_sockets_and_devices_are_refused_without_blocking()
    {
        string fifo = Folder["fifo"];
        Assert.That(Syscall.mkfifo(fifo, FilePermissions.S_IRUSR | FilePermissions.S_IWUSR), Is.Zero);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Folder["socket"]));

        foreach (string path in (string[])[fifo, Folder["socket"], "/dev/null", "/dev/zero"])
        {
            Assert.That(() => Cache.Open(path), Throws.TypeOf<MappingException>().With.Message.Contains("not a regular file"), path);
            Assert.That(Cache.TryOpen(path, within: null, out _, out OpenError error), Is.False);
            Assert.That(error, Is.EqualTo(OpenError.NotAFile), path);
        }
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public void What_may_not_be_read_is_refused()
    {
        string path = Folder.Write("secret", 1, 1);
        File.SetUnixFileMode(path, UnixFileMode.None);

        Assert.That(
            () => AsNobody(() => Cache.Open(path)),
            Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains(path));
    }

    [Test]
    public void The_root_is_not_within_aFolder() =>
        Assert.That(() => Cache.Open(Folder["../../../../../../../etc/passwd"], Folder.Path), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("out of the folder"));

    // The file system's idea of who asks is the thread's own on Linux, and root's rights go with it.
    private static void AsNobody(Action action)
    {
        const uint Nobody = 65534;
        TestThread.Start(() =>
        {
            _ = SetFileSystemUser(Nobody);
            action();
        }).Join();
    }

    [LibraryImport("libc", EntryPoint = "setfsuid", SetLastError = true)]
    private static partial int SetFileSystemUser(uint user);
}
