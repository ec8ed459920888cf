namespace MappingCache.Tests.Disassembly;

/// <summary>What the compiled code of a hit and its end may do.</summary>
/// <param name="Locked">Locked instructions that it has.</param>
/// <param name="FindsThread">Whether it looks for the thread's own block, which takes a call on Linux.</param>
internal sealed record HitRules(int Locked, bool FindsThread)
{
    /// <summary>A pin, and its release.</summary>
    public static HitRules Shared { get; } = new(Locked: 2, FindsThread: true);

    /// <summary>A light window.</summary>
    public static HitRules Light { get; } = new(Locked: 0, FindsThread: true);

    /// <summary>A light window by a <see cref="LightReader"/>.</summary>
    public static HitRules ByReader { get; } = new(Locked: 0, FindsThread: false);

    /// <summary>What is not as it has to be.</summary>
    public IEnumerable<string> Broken(Listing listing)
    {
        IReadOnlyList<Instruction> way = listing.StraightWay();
        if (way.Count(static instruction => instruction.IsLocked) is var locked && locked != Locked)
        {
            yield return $"{locked} locked instructions, not {Locked}";
        }

        // No branch leads to another one: whatever happens, what is not called costs no more than these.
        if (listing.Reachable().Count(static instruction => instruction.IsLocked) is var all && all != Locked)
        {
            yield return $"{all} locked instructions on all ways together, not {Locked}";
        }

        Instruction[] calls = [.. way.Where(static instruction => instruction.IsCall && !IsLocal(instruction))];
        foreach (Instruction call in FindsThread ? calls.Where(static call => !call.CallsUnknown) : calls)
        {
            yield return $"calls {call.Operands}";
        }

        if (calls.Count(static call => call.CallsUnknown) > 1)
        {
            yield return "looks for the thread's block twice";
        }

        foreach (Instruction end in way.Where(static instruction => instruction.ReadsClock || (instruction.IsJump && !IsLocal(instruction))))
        {
            yield return $"{end}";
        }
    }

    // Labels of a listing are called like that.
    private static bool IsLocal(Instruction instruction) => instruction.Target.StartsWith("G_M", StringComparison.Ordinal);
}
