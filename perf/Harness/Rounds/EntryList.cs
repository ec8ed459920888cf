using MappingCache.Harness.Contestants;
using MappingCache.Harness.Senders;

namespace MappingCache.Harness.Rounds;

/// <summary>Enters contestants for a workload.</summary>
internal static class EntryList
{
    /// <summary>Makes an entry for each.</summary>
    /// <param name="isWanted">Who is wanted, by name.</param>
    /// <param name="program">The C program; null if there is none.</param>
    public static IEnumerable<Entry> Create(Func<string, bool> isWanted, NativeProgram? program)
    {
        IEnumerable<Entry> managed = ContestantCatalog.Managed.Where(contestant => isWanted(contestant.Key)).Select(static contestant =>
            new Entry(contestant.Key, (files, threads, receiver) => new ManagedSender(contestant.Value(), files, threads, receiver)));
        return program is null
            ? managed
            : managed.Concat(ContestantCatalog.Native.Where(method => isWanted(method.Key)).Select(method =>
                new Entry(method.Key, (files, threads, receiver) => new NativeSender(method.Key, program, method.Value, files, threads, receiver))));
    }
}
