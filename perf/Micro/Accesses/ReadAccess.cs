using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace MappingCache.Micro.Accesses;

/// <summary>What .NET offers for reading: the first bytes of the window copied into a pooled buffer by a call of the system.</summary>
internal sealed class ReadAccess(string path, int windowShift, int length) : Access
{
    private readonly SafeFileHandle _file = File.OpenHandle(path);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
            int read = RandomAccess.Read(_file, buffer.AsSpan(0, length), (long)windows[i] << windowShift);
            sink += Take(buffer.AsSpan(0, read));
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return sink;
    }

    protected override void Free() => _file.Dispose();
}
