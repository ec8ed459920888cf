using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What the kernel is really asked to do, as strace sees it.</summary>
[LinuxOnly("what strace sees")]
public sealed class SystemCallTests
{
    private const int Window = 64 * 1024;

    private TempFolder _folder = null!;
    private WindowCache _cache = null!;
    private MappedFile _file = null!;

    [SetUp]
    public void Create()
    {
        _folder = new TempFolder();
        _cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2 });
        _file = _cache.Open(_folder.Write("file", 1, 4 * Window));

        // Everything that runs under strace runs here first: the JIT compiles, and so calls the system, once.
        for (int i = 0; i < 100; i++)
        {
            Touch(0, 1, 2, 3);
        }

        Touch(0);
    }

    [TearDown]
    public void Audit()
    {
        _file.Dispose();
        Assert.That(_cache.Audit(), Is.Empty);
        _cache.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Acquiring_and_releasing_a_mapped_window_calls_the_kernel_not_once() =>
        Assert.That(SystemCallTrace.Of(() => Touch(0, 0, 0)), Is.Empty);

    [Test]
    public void Nor_does_a_light_window_or_a_lease()
    {
        Use();
        Assert.That(SystemCallTrace.Of(Use), Is.Empty);

        void Use()
        {
            for (int i = 0; i < 100; i++)
            {
                using LightWindow light = _file.AcquireLight(0);
                using WindowLease lease = _file.AcquireAsync(0).AsTask().Result;
            }
        }
    }

    [Test]
    public void A_remap_asks_for_the_pages_and_is_one_mmap_over_the_slot_and_one_madvise()
    {
        IReadOnlyList<string> calls = SystemCallTrace.Of(() => Touch(2), prepare: () => Touch(0, 1, 3, 0, 1));

        Assert.That(calls, Has.Count.EqualTo(3), string.Join('\n', calls));
        Assert.That(calls[0], Does.StartWith("cachestat(").Or.StartWith("syscall_0x1c3("));
        Assert.That(calls[1], Does.StartWith("mmap(0x"));
        Assert.That(calls[2], Does.StartWith("madvise(0x"));
    }

    [Test]
    public void A_remap_among_many_that_were_in_memory_is_one_mmap_over_the_slot_and_one_madvise()
    {
        for (int i = 0; i < WarmStreak.Length / 4; i++)
        {
            Touch(0, 2, 1, 3);
        }

        IReadOnlyList<string> calls = SystemCallTrace.Of(() => Touch(2), prepare: () => Touch(0, 1, 3, 0, 1));

        // Without their results: strace writes those later when another thread calls in between.
        Assert.That(calls, Has.Count.EqualTo(2));
        Assert.That(calls[0], Does.StartWith("mmap(0x").And.Contain(", 65536, PROT_READ, MAP_SHARED|MAP_FIXED, ").And.Contain("0x20000"));
        Assert.That(calls[1], Does.StartWith("madvise(0x").And.Contain(", 65536, MADV_POPULATE_READ"));
    }

    [Test]
    public void Opening_a_file_that_is_known_is_open_and_fstat_and_disposing_it_close()
    {
        _cache.Open(_folder["file"]).Dispose();
        IReadOnlyList<string> calls = SystemCallTrace.Of(() => _cache.Open(_folder["file"]).Dispose());

        Assert.That(calls.Select(call => call[..call.IndexOf('(', StringComparison.Ordinal)]), Is.EqualTo((string[])["openat", "fstat", "close"]).Or.EqualTo((string[])["openat", "newfstatat", "close"]));
        Assert.That(calls[0], Does.Contain("O_RDONLY|O_NOCTTY|O_NONBLOCK|O_CLOEXEC"));
    }

    private void Touch(params ReadOnlySpan<long> windows)
    {
        foreach (long window in windows)
        {
            using Window held = _file.Acquire(window * Window);
        }
    }
}
