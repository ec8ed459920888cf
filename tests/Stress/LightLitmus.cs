using System.Diagnostics;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Stress;

/// <summary>
/// The race that light windows are about, and nothing else: one thread holds and reads a window of the only slot again
/// and again, another keeps taking the slot for another window and back.
/// </summary>
internal sealed unsafe class LightLitmus<TSchedule>(TimeSpan longest)
    where TSchedule : struct, ISchedulePoints
{
    private const int WindowSize = 4096;

    // Longer than a remap takes, now and then, so that a slot that is wrongly taken is seen to change.
    private const int LongHold = 2_000;

    // Where reading the clock takes a call of the system, hardly any of the reader's time would be left for the race.
    private const int LookAtClock = 1_000;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private CacheEngine<TSchedule> _engine = null!;
    private FileEntry _entry = null!;
    private long _remaps;
    private bool _ended;

    /// <summary>Times that the reader held the window.</summary>
    public long Held { get; private set; }

    /// <summary>Times that its bytes changed while it was held.</summary>
    public long Changed { get; private set; }

    /// <summary>Times that the slot went to the other window.</summary>
    public long Remaps => _remaps;

    /// <summary>Runs until the first change, or to the end of the time.</summary>
    public void Run()
    {
        CacheLayout layout = new(WindowSize, SlotCount: 1, InitialSlots: 1, []);
        MemoryAddressSpace space = new(layout);
        space.Add("file", seed: 1, length: 2 * WindowSize);
        _engine = new CacheEngine<TSchedule>(space, layout, EvictionKind.Clock);
        OsError error = _engine.Files.Open(new FileName("file", Within: null), out FileEntry? entry);
        _entry = entry ?? throw ErrorMessages.OnOpen(error, "file");
        Thread evictor = new(Evict) { IsBackground = true };
        evictor.Start();
        Read();
        Volatile.Write(ref _ended, true);
        evictor.Join();
    }

    private void Read()
    {
        byte expected = FileContent.At(1, 0);
        byte* address = _engine.AddressOf(slot: 0);
        for (long turn = 1; Changed == 0 && (turn % LookAtClock != 0 || _clock.Elapsed < longest); turn++)
        {
            ulong* place = LightPath.TryBegin(_engine, _entry, 0, out _);
            if (place == null)
            {
                continue;
            }

            Held++;
            for (int i = Held % 16 == 0 ? LongHold : 1; i > 0; i--)
            {
                // SAFETY: the window is held, or was wrongly taken, but the slot's memory stays.
                Changed += Volatile.Read(ref *address) == expected ? 0 : 1;
            }

            _engine.EndLight(place, address);
        }
    }

    private void Evict()
    {
        while (!Volatile.Read(ref _ended))
        {
            for (long window = 1; window >= 0; window--)
            {
                // Not waiting: the reader would hardly ever let a waiter be.
                if (!_engine.Acquire(_entry, window, mayWait: false, CancellationToken.None, out Slot* slot).IsError)
                {
                    _remaps += window;
                    _engine.Release(slot);
                }
            }
        }
    }
}
