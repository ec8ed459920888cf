using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>What .NET offers for mapping: a view made for each access and disposed after it. Touching its pages, which would fault each in, is not even counted.</summary>
internal sealed class ViewAccess(FileView view) : Access
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            using MemoryMappedViewAccessor accessor = view.Map(windows[i]);
            sink += Address(accessor) + accessor.Capacity;
        }

        return sink;
    }

    private static unsafe long Address(MemoryMappedViewAccessor accessor)
    {
        byte* address = null;
        accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        try
        {
            // SAFETY: the address is only added up, never followed.
            return (nint)address + accessor.PointerOffset;
        }
        finally
        {
            accessor.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
