using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>The space that the other tests lean on keeps the contract, too.</summary>
[TestFixture]
internal sealed class MemoryAddressSpaceTests : AddressSpaceContract
{
    private MemoryAddressSpace _space = null!;

    protected override OsError Reserve(CacheLayout layout, out IAddressSpace? space)
    {
        space = _space = new MemoryAddressSpace(layout);
        return OsError.None;
    }

    protected override string Write(string name, long seed, int length)
    {
        _space.Add(name, seed, length);
        return name;
    }

    protected override void Append(string path, long seed, int from, int to) => _space.SetLength(path, to);

    protected override ulong CountHoles() => 0;
}
