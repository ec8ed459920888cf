using System.Diagnostics.CodeAnalysis;
using MappingCache.Harness.Contestants;
using MappingCache.Harness.Senders;

namespace MappingCache.Harness.Rounds;

/// <summary>Who takes part in a run: those who are wanted, and whom the machine allows.</summary>
internal sealed class Lineup
{
    private readonly List<(string Name, Func<ISendContestant> Make)> _managed = [];
    private readonly List<(string Name, string Method)> _native = [];
    private readonly List<string> _notices = [];
    private readonly NativeProgram? _program;

    /// <summary>Looks who can take part.</summary>
    /// <param name="isWanted">Who is wanted, by name.</param>
    /// <param name="program">The C program; null if there is none.</param>
    public Lineup(Func<string, bool> isWanted, NativeProgram? program)
    {
        _program = program;
        foreach ((string name, Func<ISendContestant> make) in ContestantCatalog.Managed.Where(contestant => isWanted(contestant.Key)))
        {
            if (IsSupported(make, out string? reason))
            {
                _managed.Add((name, make));
            }
            else
            {
                _notices.Add($"{name} takes no part: {reason}");
            }
        }

        if (program is not null)
        {
            _native.AddRange(ContestantCatalog.Native.Where(method => isWanted(method.Key)).Select(static method => (method.Key, method.Value)));
        }
    }

    /// <summary>Who takes no part, and why.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Enters everybody for a workload.</summary>
    public IEnumerable<Entry> Enter() =>
    [
        .. _managed.Select(static contestant => new Entry(
            contestant.Name, (files, threads, receiver) => new ManagedSender(contestant.Make(), files, threads, receiver))),
        .. _native.Select(contestant => new Entry(
            contestant.Name, (files, threads, receiver) => new NativeSender(contestant.Name, _program!, contestant.Method, files, threads, receiver))),
    ];

    private static bool IsSupported(Func<ISendContestant> make, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            make().Dispose();
            reason = null;
            return true;
        }
        catch (PlatformNotSupportedException refused)
        {
            reason = refused.Message;
            return false;
        }
    }
}
