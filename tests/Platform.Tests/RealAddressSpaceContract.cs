using MappingCache.Tests.Support;

namespace MappingCache.Tests.Platform;

/// <summary>The contract on real files, with the system's own list of mappings as witness.</summary>
internal abstract unsafe class RealAddressSpaceContract : AddressSpaceContract
{
    protected TempFolder Folder { get; private set; } = null!;

    protected ulong Start => (ulong)Space.Base;

    protected static ulong Length => (ulong)Layout.ReservedBytes;

    protected override void Prepare() => Folder = new TempFolder();

    protected override void CleanUp() => Folder.Dispose();

    protected override string Write(string name, long seed, int length) => Folder.Write(name, seed, length);

    protected override void Append(string path, long seed, int from, int to)
    {
        byte[] more = new byte[to - from];
        FileContent.Fill(more, seed, from);
        using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.Write(more);
    }

    protected override ulong CountHoles() =>
        Length - MappedAreas.Within(Start, Start + Length).Aggregate(0UL, static (sum, area) => sum + area.Length);
}
