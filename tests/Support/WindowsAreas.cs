using System.Runtime.InteropServices;
using MappingCache.Platform.Windows;

namespace MappingCache.Tests.Support;

/// <summary>What Windows says is mapped.</summary>
internal static unsafe partial class WindowsAreas
{
    private const int MaxPath = 32_768;

    /// <summary>The areas that lie in a range of addresses, cut to it, in their order.</summary>
    public static IReadOnlyList<MappedArea> Within(ulong start, ulong end)
    {
        List<MappedArea> areas = [];
        ulong at = start;
        MemoryBasicInformation info;

        // SAFETY: the call fills the structure, no more than its size.
        while (at < end && VirtualQuery((void*)at, &info, (nuint)sizeof(MemoryBasicInformation)) != 0)
        {
            ulong next = (ulong)info.BaseAddress + info.RegionSize;
            MappedAreaKind kind = KindOf(info);
            if (info.State != MemoryState.Free)
            {
                UInt128 file = kind == MappedAreaKind.File ? NumberOf(info.BaseAddress) : default;
                areas.Add(new MappedArea(Math.Max(start, (ulong)info.BaseAddress), Math.Min(end, next), kind, file));
            }

            at = next;
        }

        return areas;
    }

    private static MappedAreaKind KindOf(in MemoryBasicInformation info) => (info.State, info.Type, info.Protect) switch
    {
        (MemoryState.Reserve, _, _) => MappedAreaKind.Reserved,
        (MemoryState.Commit, MemoryType.Mapped, Protection.ReadOnly) => MappedAreaKind.File,
        (MemoryState.Commit, MemoryType.Private, Protection.ReadOnly) => MappedAreaKind.Memory,
        _ => MappedAreaKind.Other,
    };

    // Only by its name, which is the object manager's, is the file told.
    private static UInt128 NumberOf(void* address)
    {
        char[] buffer = new char[MaxPath];
        fixed (char* first = buffer)
        {
            // SAFETY: the call writes no more than the buffer's size.
            uint length = GetMappedFileName(-1, address, first, MaxPath);
            string name = new(first, 0, (int)length);
            const string Dos = @"\??\";
            string path = name.StartsWith(Dos, StringComparison.Ordinal) ? @"\\?\" + name[Dos.Length..] : @"\\?\GLOBALROOT" + name;
            return WindowsFile.Identify(path, out FileIdentity identity).IsError ? default : identity.Number;
        }
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nuint VirtualQuery(void* address, MemoryBasicInformation* information, nuint length);

    [LibraryImport("kernel32", EntryPoint = "K32GetMappedFileNameW", SetLastError = true)]
    private static partial uint GetMappedFileName(nint process, void* address, char* name, uint size);

    private enum MemoryState : uint
    {
        Commit = 0x1000,
        Reserve = 0x2000,
        Free = 0x10000,
    }

    private enum MemoryType : uint
    {
        Private = 0x20000,
        Mapped = 0x40000,
    }

    private enum Protection : uint
    {
        ReadOnly = 2,
    }

    private struct MemoryBasicInformation
    {
        public void* BaseAddress;
        public void* AllocationBase;
        public uint AllocationProtect;
        public ushort PartitionId;
        public nuint RegionSize;
        public MemoryState State;
        public Protection Protect;
        public MemoryType Type;
    }
}
