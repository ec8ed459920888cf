namespace MappingCache.Tests.Support;

/// <summary>Counts the calls that would reach the system for one file.</summary>
internal sealed unsafe class ProbeFile(IOsFile inner, ProbeAddressSpace probe) : IOsFile
{
    public IOsFile Inner => inner;

    public FileIdentity Identity => inner.Identity;

    public FileVersion OpenedVersion => inner.OpenedVersion;

    public nint Handle => inner.Handle;

    public bool IsRemote
    {
        get
        {
            probe.Count();
            return inner.IsRemote;
        }
    }

    public OsError PrepareMapping()
    {
        probe.Count();
        OsError error = probe.BeforePrepare?.Invoke() ?? OsError.None;
        return error.IsError ? error : inner.PrepareMapping();
    }

    public OsError GetVersion(FileVersion known, out FileVersion version)
    {
        probe.Count();
        return inner.GetVersion(known, out version);
    }

    public OsError Read(byte* buffer, int length, long offset, out int read)
    {
        probe.Count();
        OsError error = inner.Read(buffer, length, offset, out read);
        probe.AfterRead?.Invoke();
        return error;
    }

    public long? CountResident(long offset, long length)
    {
        probe.Asked();
        return inner.CountResident(offset, length);
    }

    public bool IsResident(long offset, long length)
    {
        probe.Asked();
        return inner.IsResident(offset, length);
    }

    public void DropBehind(long offset, long length) => inner.DropBehind(offset, length);

    public void ReadAhead(long offset, long length)
    {
        probe.Count();
        probe.ReadAheads.Enqueue((offset, length, Environment.CurrentManagedThreadId));
        probe.BeforeReadAhead?.Invoke(offset);
        inner.ReadAhead(offset, length);
    }

    public OsError TryLease(Action onBreak)
    {
        probe.Count();
        return inner.TryLease(probe.OnBreak?.Invoke(this, onBreak) ?? onBreak);
    }

    public void EndLease()
    {
        probe.Count();
        inner.EndLease();
    }

    // No call: most systems have nothing to do here.
    public void LetGo() => inner.LetGo();

    public void Dispose()
    {
        probe.Count();
        inner.Dispose();
    }
}
