using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

internal sealed class OpenFilesTests
{
    private const int Most = 8;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private SiteFolder _folder = null!;
    private WindowCache _cache = null!;
    private OpenFiles _files = null!;

    [SetUp]
    public void Make()
    {
        _folder = new SiteFolder();
        _cache = WindowCache.Create(new WindowCacheOptions { SlotCount = 4, TimeProvider = _time });
        _files = Open(Revalidation.EverySecond);
    }

    [TearDown]
    public void CloseAll()
    {
        _files.Dispose();
        int open = _cache.GetStatistics().Files;
        _cache.Dispose();
        _folder.Dispose();
        Assert.That(open, Is.Zero, "every handle was closed");
    }

    [Test]
    [LinuxOnly("Windows lets nobody replace or delete a file that is open.")]
    public void WhatIsOpenIsNotOpenedAgain()
    {
        _folder.Write("file", 10);
        ServedFile first = Get("file", isNew: true);
        _time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        File.Delete(_folder.PathOf("file"));
        ServedFile second = Get("file", isNew: false);
        Assert.That(second, Is.SameAs(first));
        Assert.That(_files.Count, Is.EqualTo(1));
        first.Release();
        second.Release();
    }

    [Test]
    public void WhenALookIsDueOneDoesIt()
    {
        _folder.Write("file", 10);
        ServedFile first = Get("file", isNew: true);
        for (int second = 0; second < 3; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Get("file", isNew: true).Release();
            Assert.That(Get("file", isNew: false), Is.SameAs(first), "the same file in the same version stays open");
            first.Release();
        }

        first.Release();
    }

    [Test]
    [LinuxOnly("Windows lets nobody replace or delete a file that is open.")]
    public void WhatTheLookFindsTakesItsPlace()
    {
        _folder.Write("file", 10);
        ServedFile first = Get("file", isNew: true);
        _folder.Write("new", 20);
        File.Move(_folder.PathOf("new"), _folder.PathOf("file"), overwrite: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        ServedFile second = Get("file", isNew: true);
        Assert.That(second.Choose(default).Length, Is.EqualTo(20));
        Assert.That(first.Choose(default).File.Length, Is.EqualTo(10), "whoever holds the old one goes on with it");
        Assert.That(_files.Count, Is.EqualTo(1));
        first.Release();
        Assert.That(() => first.Choose(default).File.Length, Throws.TypeOf<ObjectDisposedException>());
        second.Release();
    }

    [Test]
    [LinuxOnly("Windows lets nobody replace or delete a file that is open.")]
    public void WhatTheLookDoesNotFindIsClosed()
    {
        _folder.Write("file", 10);
        Get("file", isNew: true).Release();
        File.Delete(_folder.PathOf("file"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_files.TryGet("file", out ServedFile? file, out _, out OpenError error), Is.False);
        Assert.That(file, Is.Null);
        Assert.That(error, Is.EqualTo(OpenError.NotFound));
        Assert.That(_files.Count, Is.Zero);
        Assert.That(_cache.GetStatistics().Files, Is.Zero);
    }

    [Test]
    [LinuxOnly("system calls by their names")]
    public void WhatIsStillThereIsLookedAtAndNotOpened()
    {
        _folder.Write("file", 10);
        ServedFile first = Get("file", isNew: true);
        first.Release();
        IReadOnlyList<string> calls = SystemCallTrace.Of(() => Get("file", isNew: true).Release(), prepare: () => _time.Advance(TimeSpan.FromSeconds(1)));
        Assert.That(calls, Has.Count.EqualTo(2), string.Join('\n', calls));
        Assert.That(calls, Has.All.Contains("stat"), "by its path, and by its descriptor");
    }

    [Test]
    [LinuxOnly("Windows lets nobody replace or delete a file that is open.")]
    public void AFileThatHasGoneOutOfTheFolderIsRefused()
    {
        _folder.Write("file", 10);
        Get("file", isNew: true).Release();
        File.Move(_folder.PathOf("file"), Path.Combine(_folder.Base, "outside"));
        _folder.LinkFile("file", "../outside");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_files.TryGet("file", out _, out _, out OpenError error), Is.False);
        Assert.That(error, Is.EqualTo(OpenError.OutsideFolder));
    }

    [Test]
    public void WhatSomebodyHasFoundChangedIsOpenedAgain()
    {
        _folder.Write("file", 10);
        Get("file", isNew: true).Release();
        _folder.Write("file", 20);
        using (MappedFile other = _cache.Open(_folder.PathOf("file")))
        {
            Assert.That(other.Length, Is.EqualTo(20));
        }

        ServedFile file = Get("file", isNew: true);
        Assert.That(file.Choose(default).Length, Is.EqualTo(20));
        file.Release();
    }

    [Test]
    [LinuxOnly("Windows lets nobody replace or delete a file that is open.")]
    public void WithoutRevalidationAFileStaysOpen()
    {
        _files.Dispose();
        _files = Open(Revalidation.Never);
        _folder.Write("file", 10);
        Get("file", isNew: true).Release();
        File.Delete(_folder.PathOf("file"));
        for (int minute = 0; minute < 10; minute++)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            Get("file", isNew: false).Release();
        }
    }

    [Test]
    public void WithALookForEachRequestNoneIsKept()
    {
        _files.Dispose();
        _files = Open(Revalidation.Always);
        _folder.Write("file", 10);
        Get("file", isNew: true).Release();
        Assert.That(_files.Count, Is.Zero);
        Get("file", isNew: true).Release();
    }

    [Test]
    public void NamesOfNothingAreNotRemembered()
    {
        Assert.That(_files.TryGet("file", out _, out _, out _), Is.False);
        Assert.That(_files.Count, Is.Zero);
        _folder.Write("file", 10);
        Get("file", isNew: true).Release();
    }

    [Test]
    public void WhatNobodyWantsIsClosed()
    {
        _folder.Write("a", 10);
        _folder.Write("b", 10);
        Get("a", isNew: true).Release();
        ServedFile held = Get("b", isNew: true);
        _time.Advance(s_idle - TimeSpan.FromSeconds(1));
        Get("a", isNew: true).Release();
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.That(_files.Count, Is.EqualTo(1), "the one that was wanted since");
        Assert.That(held.Choose(default).File.Length, Is.EqualTo(10), "closed for its holder with the last reference");
        held.Release();
        _time.Advance(s_idle + (s_idle / 2));
        Assert.That(_files.Count, Is.Zero);
        Assert.That(_cache.GetStatistics().Files, Is.Zero);

        // And the clock ticks for the next one again.
        Get("a", isNew: true).Release();
        _time.Advance(s_idle + (s_idle / 2));
        Assert.That(_files.Count, Is.Zero);
    }

    [Test]
    public void OfMoreThanMayBeOpenThoseWantedLongestAgoAreClosed()
    {
        for (int index = 0; index < 3 * Most; index++)
        {
            _time.Advance(TimeSpan.FromTicks(1));
            _folder.Write($"{index}", 10);
            Get($"{index}", isNew: true).Release();
            Get("0", isNew: false).Release();
            Assert.That(_files.Count, Is.LessThanOrEqualTo(Most));
            Assert.That(_cache.GetStatistics().Files, Is.EqualTo(_files.Count));
        }

        Assert.That(_files.Count, Is.GreaterThanOrEqualTo(Most - (Most / 8) - 1));
    }

    [Test]
    public void OnceItIsClosedNothingIsKept()
    {
        _folder.Write("file", 10);
        ServedFile held = Get("file", isNew: true);
        _files.Dispose();
        Assert.That(held.Choose(default).File.Length, Is.EqualTo(10));
        held.Release();
        Get("file", isNew: true).Release();
        Assert.That(_files.Count, Is.Zero);
    }

    [Test]
    public void OfManyWhoWantAFileThatIsDueOneLooks()
    {
        _folder.Write("file", 10);
        Get("file", isNew: true).Release();
        for (int round = 0; round < 50; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            int looks = 0;
            Parallel.For(0, 8, _ =>
            {
                Assert.That(_files.TryGet("file", out ServedFile? file, out bool isNew, out OpenError _), Is.True);
                file!.Release();
                Interlocked.Add(ref looks, isNew ? 1 : 0);
            });
            Assert.That(looks, Is.EqualTo(1));
        }
    }

    [Test]
    [CancelAfter(60_000)]
    [LinuxOnly("Windows lets nobody replace or delete a file that is open.")]
    public void WhoeverWantsAFileWhileFilesComeAndGoHasItOpen(CancellationToken deadline) =>
        Assert.That(Hammer(static (file, use) =>
        {
            use(file);
            file.Release();
        }, rounds: 2000, deadline), Is.Zero);

    [Test]
    [CancelAfter(60_000)]
    [LinuxOnly("Windows lets nobody replace or delete a file that is open.")]
    public void ATwinThatReleasesBeforeItUsesIsCaught(CancellationToken deadline)
    {
        int caught = 0;
        while (caught == 0)
        {
            deadline.ThrowIfCancellationRequested();
            caught = Hammer(static (file, use) =>
            {
                file.Release();
                Thread.Yield();
                use(file);
            }, rounds: 500, deadline);
        }

        TestContext.Out.WriteLine($"caught {caught} times");
    }

    // How often a file was closed when it was used.
    private int Hammer(Action<ServedFile, Action<ServedFile>> visit, int rounds, CancellationToken deadline)
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        for (int index = 0; index < 2 * Most; index++)
        {
            _folder.Write($"{index}", 10);
        }

        _files.Dispose();
        _files = new OpenFiles(Opener(), Revalidation.Every(TimeSpan.FromMilliseconds(1)), Most, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        int closed = 0;
        Parallel.For(0, 4, new ParallelOptions { CancellationToken = deadline }, worker =>
        {
            Random random = new(seed + worker);
            for (int round = 0; round < rounds; round++)
            {
                string name = $"{random.Next(2 * Most)}";
                if (worker == 0 && random.Next(20) == 0)
                {
                    string path = _folder.PathOf(name);
                    File.WriteAllBytes(path + ".new", new byte[random.Next(1, 100)]);
                    File.Move(path + ".new", path, overwrite: true);
                }

                Assert.That(_files.TryGet(name, out ServedFile? file, out _, out OpenError error), Is.True, error.ToString());
                try
                {
                    visit(file!, static file =>
                    {
                        Representation chosen = file.Choose(default);
                        Assert.That(chosen.File.Length, Is.EqualTo(chosen.Length));
                    });
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref closed);
                }
            }
        });
        return closed;
    }

    private ServedFile Get(string name, bool isNew)
    {
        Assert.That(_files.TryGet(name, out ServedFile? file, out bool wasNew, out OpenError error), Is.True, error.ToString());
        Assert.That(wasNew, Is.EqualTo(isNew));
        return file!;
    }

    private OpenFiles Open(Revalidation revalidation) => new(Opener(), revalidation, Most, s_idle, _time);

    private FileOpener Opener() => new(ServedFolder.Open(_folder.Served), _cache, new MappedFilesOptions());
}
