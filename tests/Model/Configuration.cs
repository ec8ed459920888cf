namespace MappingCache.Model;

/// <summary>What is explored: how many slots and windows, and what each thread does.</summary>
/// <remarks>
/// Programs are separated by <c>|</c>. <c>A0</c> acquires window 0, <c>Y0</c> does so without waiting, <c>L0</c> acquires
/// it light, as a pin if need be, <c>T0</c> light or not at all; <c>R</c> releases the window that was acquired first,
/// <c>P</c> makes it a pin. <c>I0</c> changes and invalidates file 0, <c>V0</c> changes it and finds out. <c>S</c> and
/// <c>G</c> resize to one slot fewer and one more, <c>D</c> trims by one window, <c>U</c> lets go of what is detached,
/// <c>F</c> forgets uses as the idle sweep does, <c>B0</c> makes a spare of window 0's slot as a sequential reader does,
/// <c>X</c> closes the cache. <c>E</c> reads a page that cannot be had, of
/// the window that was acquired first. <c>W0</c> opens file 0 for writing, which ends its lease, writes and
/// closes it; <c>N0</c> does not wait, and goes away when it has broken the lease.
/// </remarks>
/// <param name="Name">What it is called.</param>
/// <param name="Slots">Slots that there is room for.</param>
/// <param name="Files">The file of each window, a digit each.</param>
/// <param name="Programs">The threads' programs.</param>
internal sealed record Configuration(string Name, int Slots, string Files, string Programs)
{
    private readonly Operation[][] _programs = [.. Programs.Split('|').Select(Parse)];
    private readonly bool _dropsBehind = Bits(Programs, 'B') != 0;

    /// <summary>Threads whose waits may be cancelled, a digit each.</summary>
    public string Cancels { get; init; } = "";

    /// <summary>Whether the system may refuse to map.</summary>
    public bool MapFails { get; init; }

    /// <summary>Whether the file is without a lease at first.</summary>
    public bool IsUnleased { get; init; }

    /// <summary>Whether the system may refuse to unmap.</summary>
    public bool UnmapFails { get; init; }

    /// <summary>Whether uses are counted; else every slot is without, which CLOCK then claims at once.</summary>
    public bool CountsUses { get; init; }

    /// <summary>Whether the files are copied, so that each pin compares versions.</summary>
    public bool IsCopied { get; init; }

    /// <summary>Light windows that a thread may hold.</summary>
    public int Places { get; init; } = 1;

    /// <summary>Claims under one barrier.</summary>
    public int Claims { get; init; } = 1;

    /// <summary>Slots that are taken at first.</summary>
    public int Taken { get; init; } = Slots;

    /// <summary>Slots that are taken at once.</summary>
    public int Chunk { get; init; } = 1;

    /// <summary>Slots that may be taken.</summary>
    public int Limit { get; init; } = Slots;

    /// <summary>Slots that are retired at first, the last ones.</summary>
    public int Retired { get; init; }

    /// <summary>Windows that are mapped at first, window k in slot k.</summary>
    public int Preload { get; init; }

    /// <summary>Whether the threads that acquire light windows have done so before, and every preloaded entry has its light bit.</summary>
    public bool IsAdmitted { get; init; }

    /// <summary>Windows.</summary>
    public int Windows => Files.Length;

    /// <summary>Files.</summary>
    public int FileCount { get; } = Files.Max() - '0' + 1;

    /// <summary>Threads.</summary>
    public int Threads => _programs.Length;

    /// <summary>Threads that acquire light windows, a bit each.</summary>
    public byte LightThreads { get; } = (byte)Bits(Programs, 'L', 'T');

    /// <summary>Whether the cache is closed at some time.</summary>
    public bool Closes { get; } = Bits(Programs, 'X') != 0;

    /// <summary>Whether pages cannot be had at some time.</summary>
    public bool HasFaults { get; } = Bits(Programs, 'E') != 0;

    /// <summary>Whether the first file is mapped under a lease only.</summary>
    public bool HasLease { get; } = Bits(Programs, 'W', 'N') != 0;

    /// <summary>Whether versions change.</summary>
    public bool Changes { get; } = Bits(Programs, 'I', 'V', 'W') != 0;

    /// <summary>Whether spares are kept at any time.</summary>
    public bool HasSpares => Claims > 1 || _dropsBehind;

    /// <summary>What a thread does as its operation of a number; nothing when it has come to its end.</summary>
    public Operation OperationOf(int thread, int number) =>
        number < _programs[thread].Length ? _programs[thread][number] : default;

    /// <summary>The file of a window.</summary>
    public int FileOf(int window) => Files[window] - '0';

    /// <summary>Whether a thread's waits may be cancelled.</summary>
    public bool MayCancel(int thread) => Cancels.Contains((char)('0' + thread), StringComparison.Ordinal);

    private static Operation[] Parse(string program) =>
        [.. program.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => new Operation(word[0], word.Length > 1 ? word[1] - '0' : 0))];

    private static int Bits(string programs, params char[] kinds)
    {
        string[] all = programs.Split('|');
        return Enumerable.Range(0, all.Length).Sum(thread => all[thread].IndexOfAny(kinds) >= 0 ? 1 << thread : 0);
    }
}
