using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Windows lets nobody cut, replace or delete a file that is mapped. How long its owner has to wait for the cache, and how the cache is told to hurry.</summary>
[WindowsOnly("elsewhere a mapping is in nobody's way")]
public sealed class WindowsNeighbourTests : RunningFixture
{
    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromSeconds(5);

    // What IdleTimeout promises.
    private static readonly TimeSpan s_longest = s_idleTimeout * 1.5;

    // Of Windows, because nothing is said of it.
    protected override WindowCache CreateCache() => Create(new WindowCacheOptions());

    [Test]
    public void A_file_can_be_cut_and_deleted_when_its_windows_have_been_idle_for_long([Values] bool open, [Values] bool light)
    {
        string path = Folder.Write("file", 1, 3 * Window);
        MappedFile file = Cache.Open(path);
        UInt128 number = file.Identity.Number;
        Touch(file, 0, 1, 2);
        Hold(file, light).Invoke();
        if (!open)
        {
            file.Dispose();
        }

        IsRefused(path);
        Time.Advance(s_idleTimeout - TimeSpan.FromMilliseconds(1));
        Assert.That(MappedAreas.Count(number), Is.EqualTo(3), "nothing is let go early");
        IsRefused(path);
        Time.Advance(s_longest - s_idleTimeout);

        Assert.That(MappedAreas.Count(number), Is.Zero);
        FileOwner.Cut(path, Window + 10);
        if (open)
        {
            Assert.That(file.Refresh().Length, Is.EqualTo(Window + 10), "the handle goes on");
            Touch(file, 0, 1);
            file.Dispose();
            Time.Advance(s_longest);
        }

        File.Delete(path);
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void A_window_that_is_used_again_and_again_is_not_let_go([Values] bool light)
    {
        string path = Folder.Write("file", 1, 2 * Window);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0, 1);
        for (int i = 0; i < 10; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(2));
            Hold(file, light).Invoke();
        }

        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(1), "the other one has gone");
        Assert.That(Cache.GetStatistics().Misses, Is.EqualTo(2));
        IsRefused(path);
    }

    [Test]
    public void A_file_of_which_a_window_is_held_waits_for_its_release([Values] bool light)
    {
        string path = Folder.Write("file", 1, 2 * Window);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0, 1);
        Action release = Hold(file, light);
        Time.Advance(TimeSpan.FromHours(1));

        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(1), "what is not held has gone");
        IsRefused(path);
        release();
        Time.Advance(s_longest);
        FileOwner.Cut(path, 10);
    }

    [Test]
    public void A_file_that_is_released_can_be_cut_and_deleted_at_once([Values] bool open, [Values] bool light)
    {
        string path = Folder.Write("file", 1, 3 * Window);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0, 1, 2);
        Hold(file, light).Invoke();
        if (!open)
        {
            file.Dispose();
        }

        IsRefused(path);
        Assert.That(Cache.Release(path));
        FileOwner.Cut(path, 10);
        File.Delete(path);
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void A_file_of_which_a_window_is_held_is_released_with_that([Values] bool light)
    {
        string path = Folder.Write("file", 1, 3 * Window);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0, 1, 2);
        Action release = Hold(file, light);

        Assert.That(Cache.Release(path), Is.False);
        IsRefused(path);
        release();
        if (light)
        {
            // Nobody has seen a light window end; the next look does.
            Assert.That(Cache.Release(path));
        }

        FileOwner.Cut(path, 10);
        Assert.That(file.Refresh().Length, Is.EqualTo(10));
        Assert.That(Cache.Release(path));
        File.Delete(path);
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void A_file_that_is_invalidated_can_be_cut_at_once_and_held_windows_wait_for_their_release([Values] bool byPath, [Values] bool held)
    {
        string path = Folder.Write("file", 1, 3 * Window);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0, 1, 2);
        Action release = held ? Hold(file, light: false) : static () => { };
        IsRefused(path);
        if (byPath)
        {
            Cache.Invalidate(path);
        }
        else
        {
            Cache.Invalidate(file);
        }

        if (held)
        {
            IsRefused(path);
            release();
        }

        FileOwner.Cut(path, Window + 10);
        Assert.That(file.Refresh().Length, Is.EqualTo(Window + 10));
        Touch(file, 0, 1);
    }

    [Test]
    public void A_file_whose_windows_are_trimmed_can_be_cut_at_once()
    {
        string path = Folder.Write("file", 1, 3 * Window);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0, 1, 2);
        IsRefused(path);

        Assert.That(Cache.Trim(), Is.EqualTo(3));
        FileOwner.Cut(path, 10);
    }

    [Test]
    public void A_file_whose_windows_were_all_evicted_can_be_cut_at_once()
    {
        string path = Folder.Write("file", 1, Window);
        using MappedFile file = Cache.Open(path);
        using MappedFile other = Cache.Open(Folder.Write("other", 1, 4 * Window));
        Touch(file, 0);
        IsRefused(path);

        // As many as there are slots.
        using (other.Acquire(0))
        using (other.Acquire(Window))
        using (other.Acquire(2 * Window))
        using (other.Acquire(3 * Window))
        {
            FileOwner.Cut(path, 10);
        }
    }

    [Test]
    public void A_file_that_is_only_open_can_be_cut([Values(0, 10)] int left)
    {
        string path = Folder.Write("file", 1, Window);
        using MappedFile file = Cache.Open(path);
        FileOwner.Cut(path, left);
        Assert.That(file.Refresh().Length, Is.EqualTo(left));
    }

    [Test]
    public void A_copied_file_is_in_nobodys_way()
    {
        using WindowCache copies = Create(new WindowCacheOptions { Copy = CopyMode.Always });
        string path = Folder.Write("file", 1, Window);
        using MappedFile file = copies.Open(path);
        using Window held = file.Acquire(0);
        FileOwner.Cut(path, 0);

        Assert.That(FileContent.Matches(held.Span, 1, 0));
    }

    [Test]
    public void A_file_cannot_be_replaced_while_it_is_mapped_and_can_after_its_release()
    {
        string path = Folder.Write("file", 1, Window);
        string next = Folder.Write("next", 2, 100);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0);
        Assert.That(() => File.Move(next, path, overwrite: true), Throws.InstanceOf<UnauthorizedAccessException>().Or.InstanceOf<IOException>());
        Touch(file, 0);

        Assert.That(Cache.Release(path));
        File.Move(next, path, overwrite: true);
        using MappedFile now = Cache.Open(path);
        using Window window = now.Acquire(0);
        Assert.That(FileContent.Matches(window.Span, 2, 0) && window.Length == 100);
        Assert.That(() => Touch(file, 0), Throws.TypeOf<MappingException>().With.Message.Contains("replaced"));
    }

    // Windows refuses it or lets its name stay for the time being, as it likes.
    [Test]
    public void A_mapped_file_that_its_owner_wants_to_delete_is_gone_when_its_windows_have_been_idle_for_long()
    {
        string path = Folder.Write("file", 1, 2 * Window);
        using (MappedFile file = Cache.Open(path))
        {
            Touch(file, 0, 1);
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            TestContext.Out.WriteLine(refused.Message);
        }

        Time.Advance(s_longest);
        File.Delete(path);
        Assert.That(File.Exists(path), Is.False);
        Assert.That(Cache.GetStatistics().Files, Is.Zero);
    }

    [Test]
    public void A_mapped_file_can_grow_and_be_moved()
    {
        string path = Folder.Write("file", 1, Window + 10);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0, 1);
        FileOwner.Append(path, FileContent.Of(1, 2 * Window).AsSpan(Window + 10));
        Move(path, Folder["moved"]);

        Assert.That(file.Refresh().Length, Is.EqualTo(2 * Window));
        Touch(file, 0, 1);
    }

    // Holds the first window, until the action is called.
    private static Action Hold(MappedFile file, bool light)
    {
        if (!light)
        {
            WindowLease lease = file.AcquireAsync(0).AsTask().GetAwaiter().GetResult();
            return () =>
            {
                Assert.That(FileContent.Matches(lease.Span, 1, 0));
                lease.Dispose();
            };
        }

        return HoldLight(file);
    }

    // A light window is its thread's and its scope's.
    private static Action HoldLight(MappedFile file)
    {
        using SemaphoreSlim held = new(0);
        ManualResetEventSlim end = new();
        TestThread holder = TestThread.Start(() =>
        {
            using LightWindow window = file.AcquireLight(0);
            held.Release();
            end.Wait();
            Assert.That(FileContent.Matches(window.Span, 1, 0));
        });
        held.Wait();
        return () =>
        {
            end.Set();
            holder.Join();
            end.Dispose();
        };
    }

    // By one byte of whatever is there, so that nothing is lost if it is not refused.
    private static void IsRefused(string path) =>
        Assert.That(
            () => FileOwner.Cut(path, new FileInfo(path).Length - 1),
            Throws.TypeOf<IOException>().With.Property("HResult").EqualTo(unchecked((int)0x80070000) | ERROR.ERROR_USER_MAPPED_FILE));
}
