using System.Collections.Concurrent;

namespace MappingCache.Tests.Support;

/// <summary>Counts every call that would reach the system, and lets a test fail or hold up mappings. Decorates any address space.</summary>
internal sealed unsafe class ProbeAddressSpace(IAddressSpace inner) : IAddressSpace
{
    private int _calls;
    private int _maps;
    private int _copies;
    private int _questions;

    /// <summary>Every call of the system, on the space and on its files.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Windows mapped.</summary>
    public int Maps => Volatile.Read(ref _maps);

    /// <summary>Windows read instead of mapped.</summary>
    public int Copies => Volatile.Read(ref _copies);

    /// <summary>Times that it was asked what is in memory.</summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>What was read ahead: offset, length, and the thread that asked for it.</summary>
    public ConcurrentQueue<(long Offset, long Length, int Thread)> ReadAheads { get; } = new();

    /// <summary>Asked before each trial of whether a file can be mapped.</summary>
    public Func<OsError>? BeforePrepare { get; set; }

    /// <summary>Asked before each copy, with the slot and the offset.</summary>
    public Func<int, long, OsError>? BeforeCopy { get; set; }

    /// <summary>Called after each copy.</summary>
    public Action? AfterCopy { get; set; }

    /// <summary>Called when a file was read into memory that is no slot's.</summary>
    public Action? AfterRead { get; set; }

    /// <summary>Asked before each mapping, with the slot and the offset; an error is returned instead of mapping.</summary>
    public Func<int, long, OsError>? BeforeMap { get; set; }

    /// <summary>Asked before each populate, with the slot and the length.</summary>
    public Func<int, long, OsError>? BeforePopulate { get; set; }

    /// <summary>Called before a range is read ahead, with its offset.</summary>
    public Action<long>? BeforeReadAhead { get; set; }

    /// <summary>Called before a file is opened, with its path.</summary>
    public Action<string>? BeforeOpen { get; set; }

    /// <summary>Called before a lease is asked for, with the file and the answer to a break: gives what is to be the answer instead.</summary>
    public Func<IOsFile, Action, Action>? OnBreak { get; set; }

    /// <summary>Asked before a slot is swapped for a copy; an error is returned instead.</summary>
    public Func<int, OsError>? BeforeSwap { get; set; }

    /// <summary>Asked before a slot is unmapped; an error is returned instead of unmapping.</summary>
    public Func<int, OsError>? BeforeUnmap { get; set; }

    public AddressSpaceTraits Traits => inner.Traits;

    public byte* Base => inner.Base;

    public OsError Guard(FaultNotes notes) => inner.Guard(notes);

    public bool IsGuardFirst => inner.IsGuardFirst;

    public OsError Open(string path, string? within, out IOsFile? file)
    {
        Count();
        BeforeOpen?.Invoke(path);
        OsError error = inner.Open(path, within, out file);
        file = file is null ? null : new ProbeFile(file, this);
        return error;
    }

    public OsError Map(int slot, IOsFile file, long offset, long length)
    {
        Count();
        Interlocked.Increment(ref _maps);
        OsError error = BeforeMap?.Invoke(slot, offset) ?? OsError.None;
        return error.IsError ? error : inner.Map(slot, ((ProbeFile)file).Inner, offset, length);
    }

    public OsError Populate(int slot, long length)
    {
        Count();
        OsError error = BeforePopulate?.Invoke(slot, length) ?? OsError.None;
        return error.IsError ? error : inner.Populate(slot, length);
    }

    public OsError Copy(int slot, IOsFile file, long offset, int length, out int read)
    {
        Count();
        Interlocked.Increment(ref _copies);
        read = 0;
        OsError error = BeforeCopy?.Invoke(slot, offset) ?? OsError.None;
        error = error.IsError ? error : inner.Copy(slot, ((ProbeFile)file).Inner, offset, length, out read);
        AfterCopy?.Invoke();
        return error;
    }

    public OsError SwapForCopy(int slot, IOsFile file, long offset, int length)
    {
        Count();
        OsError error = BeforeSwap?.Invoke(slot) ?? OsError.None;
        return error.IsError ? error : inner.SwapForCopy(slot, ((ProbeFile)file).Inner, offset, length);
    }

    public OsError Unmap(int slot)
    {
        Count();
        OsError error = BeforeUnmap?.Invoke(slot) ?? OsError.None;
        return error.IsError ? error : inner.Unmap(slot);
    }

    public bool TryAllow(int slots, out string refusal) => inner.TryAllow(slots, out refusal);

    public OsError Identify(string path, out FileIdentity identity)
    {
        Count();
        return inner.Identify(path, out identity);
    }

    public void Dispose() => inner.Dispose();

    internal void Count() => Interlocked.Increment(ref _calls);

    internal void Asked()
    {
        Count();
        Interlocked.Increment(ref _questions);
    }
}
