namespace MappingCache.Tests.Support;

/// <summary>Counts the calls that would reach the system for one file.</summary>
internal sealed class ProbeFile(IOsFile inner, Action count) : IOsFile
{
    public IOsFile Inner => inner;

    public FileIdentity Identity => inner.Identity;

    public FileVersion OpenedVersion => inner.OpenedVersion;

    public OsError PrepareMapping()
    {
        count();
        return inner.PrepareMapping();
    }

    public OsError GetVersion(out FileVersion version)
    {
        count();
        return inner.GetVersion(out version);
    }

    public void Dispose()
    {
        count();
        inner.Dispose();
    }
}
