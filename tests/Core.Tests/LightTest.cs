using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>An engine over memory with one file, for tests of light windows between the steps of the protocol.</summary>
internal sealed unsafe class LightTest<TSchedule> : IDisposable
    where TSchedule : struct, ISchedulePoints
{
    private const int Windows = 8;

    public LightTest(int slots)
    {
        CacheLayout layout = new(TestCache.WindowSize, slots, slots, []);
        Memory = new MemoryAddressSpace(layout);
        Memory.Add("file", seed: 1, length: Windows * TestCache.WindowSize);
        Engine = new CacheEngine<TSchedule>(Memory, layout, EvictionKind.Clock);
        Assert.That(Engine.Files.Open(new FileName("file", Within: null), out FileEntry? file), Is.EqualTo(OsError.None));
        File = file!;
        Stops.Clear();
    }

    public MemoryAddressSpace Memory { get; }

    public CacheEngine<TSchedule> Engine { get; }

    public FileEntry File { get; }

    public DirectoryEntry Entry(long window) => File.Directory.Read(window);

    public void Touch(params ReadOnlySpan<long> windows)
    {
        foreach (long window in windows)
        {
            Touch(window, CancellationToken.None);
        }
    }

    public void Touch(long window, CancellationToken cancellationToken)
    {
        Assert.That(Engine.Acquire(File, window, mayWait: true, cancellationToken, out Slot* slot), Is.EqualTo(OsError.None));
        Engine.Release(slot);
    }

    /// <summary>Maps a window and lets it be held by its entry alone: the way of the first light window of it.</summary>
    public void MakeLight(long window)
    {
        Touch(window);
        End(TryBegin(window));
    }

    /// <summary>Tries to have another window mapped.</summary>
    public bool TryPinOther()
    {
        OsError error = Engine.Acquire(File, Windows - 1, mayWait: false, CancellationToken.None, out Slot* slot);
        if (error.Kind == OsErrorKind.NoFreeSlot)
        {
            return false;
        }

        Assert.That(error, Is.EqualTo(OsError.None));
        Engine.Release(slot);
        return true;
    }

    /// <summary>Holds a window as the product does.</summary>
    public ulong* TryBegin(long window) => LightPath.TryBegin(Engine, File, window, out _);

    public void End(ulong* name) => Engine.EndLight(name, Engine.AddressOf(slot: 0));

    /// <summary>Whether slot 0 shows a window of the file.</summary>
    public bool Shows(long window)
    {
        // SAFETY: the memory of the slot lives as long as this test.
        return FileContent.Matches(new ReadOnlySpan<byte>(Engine.AddressOf(slot: 0), TestCache.WindowSize), 1, window * TestCache.WindowSize);
    }

    public void Dispose()
    {
        Stops.Clear();
        Assert.That(CacheAudit.Of(Engine), Is.Empty);
        Engine.Files.Release(File);
        Engine.Close();
        if (typeof(TSchedule) == typeof(Stops))
        {
            // A broken twin may never find that it is idle.
            Assert.That(Memory.IsDisposed);
        }
    }
}
