using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>The product, by the commands that the reference takes.</summary>
internal sealed class CommandedCache : IDisposable
{
    private readonly TestCache _cache;
    private readonly MappedFile[] _files;
    private readonly int[] _lengths = [.. Enumerable.Repeat(Sizes.FirstLength, Sizes.Files)];
    private readonly List<(WindowName Name, WindowLease Lease)> _held = [];

    public CommandedCache(EvictionKind eviction, bool coversPastEnd)
    {
        _cache = TestCache.Create(Sizes.Slots, chunk: 2, eviction, limits: static layout => layout with { MaxSlots = Sizes.MaxSlots }, coversPastEnd: coversPastEnd);
        for (int file = 0; file < Sizes.Files; file++)
        {
            _cache.Memory.Add(NameOf(file), SeedOf(file), Sizes.FirstLength);
        }

        _files = [.. Enumerable.Range(0, Sizes.Files).Select(file => _cache.Cache.Open(NameOf(file)))];
    }

    public IReadOnlySet<WindowName> Mapped
    {
        get
        {
            HashSet<WindowName> mapped = [];
            for (int file = 0; file < Sizes.Files; file++)
            {
                mapped.UnionWith(Enumerable.Range(0, Sizes.Windows).Where(window => _cache.Maps(_files[file], window)).Select(window => new WindowName(file, window)));
            }

            return mapped;
        }
    }

    public IEnumerable<WindowName> Held => _held.Select(static held => held.Name);

    public int SlotCount => _cache.Cache.SlotCount;

    public bool IsFull => _cache.Statistics.SlotsInUse == SlotCount;

    public Outcome Do(Command command)
    {
        CacheStatistics before = _cache.Statistics;
        switch (command.Kind)
        {
            case CommandKind.Touch or CommandKind.Hold:
                Try(command);
                break;

            // Where all slots are held it would wait for this very thread.
            case CommandKind.Light or CommandKind.Share when !IsFull:
                Light(command);
                break;
            case CommandKind.Light or CommandKind.Share:
                Try(command);
                break;
            case CommandKind.Release when _held.Count > 0:
                Release(command.Number % _held.Count);
                break;
            case CommandKind.Invalidate:
                _cache.Cache.Invalidate(NameOf(command.File));
                break;
            case CommandKind.Trim:
                _cache.Cache.Trim(command.Number);
                break;
            case CommandKind.Resize when before.SlotsInUse <= command.Number:
                _cache.Cache.Resize(command.Number);
                break;
            case CommandKind.Grow:
                _lengths[command.File] = Math.Min(_lengths[command.File] + Sizes.Growth, Sizes.MostLength);
                _cache.Memory.SetLength(NameOf(command.File), _lengths[command.File]);
                _files[command.File].Refresh();
                break;
        }

        CacheStatistics after = _cache.Statistics;
        return after.Hits > before.Hits ? Outcome.Hit
            : after.Misses > before.Misses ? Outcome.Miss
            : after.Refusals > before.Refusals ? Outcome.Refused
            : Outcome.Nothing;
    }

    public void Dispose()
    {
        while (_held.Count > 0)
        {
            Release(0);
        }

        Array.ForEach(_files, static file => file.Dispose());
        _cache.Dispose();
    }

    private static string NameOf(int file) => $"file {file}";

    private static long SeedOf(int file) => file + 1;

    private void Try(Command command)
    {
        if (!_files[command.File].TryAcquire((long)command.Number * TestCache.WindowSize, out Window window) || window.Length == 0)
        {
            return;
        }

        Check(command, window.Span);
        if (command.Kind is CommandKind.Hold or CommandKind.Share)
        {
            Keep(command, window.ToLease(_cache.Engine));
        }
        else
        {
            window.Dispose();
        }
    }

    private void Light(Command command)
    {
        LightWindow window = _files[command.File].AcquireLight((long)command.Number * TestCache.WindowSize);
        if (window.Length == 0)
        {
            window.Dispose();
            return;
        }

        Check(command, window.Span);
        if (command.Kind == CommandKind.Share)
        {
            Keep(command, window.Share());
        }
        else
        {
            window.Dispose();
        }
    }

    private void Keep(Command command, WindowLease lease) => _held.Add((new WindowName(command.File, command.Number), lease));

    private void Release(int index)
    {
        (WindowName name, WindowLease lease) = _held[index];
        _held.RemoveAt(index);
        Check(new Command(CommandKind.Release, name.File, name.Window), lease.Span);
        lease.Dispose();
    }

    private static void Check(Command command, ReadOnlySpan<byte> bytes) =>
        Assert.That(FileContent.Matches(bytes, SeedOf(command.File), (long)command.Number * TestCache.WindowSize), $"{command} shows what the file holds");
}
