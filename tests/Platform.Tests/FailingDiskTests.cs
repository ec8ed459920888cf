using MappingCache.Platform.Linux.Guard;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A disk that does not give what is asked of it, as the kernel would say so: strace puts the error in the place of its answer.</summary>
[LinuxOnly("what strace can do")]
[CancelAfter(60_000)]
public sealed class FailingDiskTests
{
    private const int Window = 64 * 1024;
    private const int InputOutputError = 5;

    // Who populates pages that the disk does not give is told EFAULT; who reads them, EIO.
    [TestCase(CopyMode.WhenNeeded, "madvise:error=EFAULT", TestName = "Pages_that_cannot_be_populated_are_an_error_of_whoever_acquires")]
    [TestCase(CopyMode.WhenNeeded, "madvise:error=EIO", TestName = "So_they_are_if_the_kernel_should_say_so_itself")]
    [TestCase(CopyMode.Always, "pread64:error=EIO", TestName = "Bytes_that_cannot_be_copied_are_too")]
    public void WhoeverAcquiresIsTold(CopyMode copy, string injected)
    {
        using TempFolder folder = new();
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2, Copy = copy });
        using MappedFile file = cache.Open(folder.Write("file", 1, 4 * Window));
        Touch(file, 0);
        long faults = BusGuard.Faults;
        MappingException? failure = null;

        SystemCallTrace.WhileFailing(injected, () => failure = Fail(file, Window));

        Assert.That(failure, Is.InstanceOf<IOException>());
        Assert.That((failure!.Path, failure.Offset, failure.ErrorCode), Is.EqualTo((file.Path, (long)Window, InputOutputError)));
        Assert.That(BusGuard.Faults, Is.EqualTo(faults), "an error, not a signal");
        Touch(file, Window);
        Assert.That(cache.Audit(), Is.Empty);
        Assert.That(KernelAudit.Of(cache.Engine), Is.Empty);
    }

    private static void Touch(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
        Assert.That(FileContent.Matches(window.Span, 1, offset));
    }

    private static MappingException? Fail(MappedFile file, long offset)
    {
        try
        {
            file.Acquire(offset).Dispose();
            return null;
        }
        catch (MappingException failure)
        {
            return failure;
        }
    }
}
