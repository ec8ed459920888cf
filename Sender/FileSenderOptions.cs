namespace MappingCache;

/// <summary>How a <see cref="FileSender"/> sends.</summary>
public sealed record FileSenderOptions
{
    private const int LeastQuantum = 4096;

    /// <summary>How ranges of files go to the socket. <see cref="SendStrategy.Auto"/> unless set; any other is used for every range, whatever it costs.</summary>
    public SendStrategy Strategy { get; init; }

    /// <summary>
    /// Up to how many bytes <see cref="SendStrategy.Auto"/> copies a range into the socket together with what is before and
    /// behind it, 0 or more. Null, unless set: what is cheaper on this machine is measured once for the
    /// process, which takes some hundredths of a second, and comes to 8 KiB or more, or any length; on Windows it is 8 KiB (docs/adr/0013).
    /// </summary>
    public long? GatherLimit { get; init; }

    /// <summary>How many bytes one operation sends at a stretch before others get their turn, 4 KiB or more; also how many bytes of windows it pins at once; on Windows a slow receiver may hold as many. 1 MiB unless set.</summary>
    public int Quantum { get; init; } = 1024 * 1024;

    /// <summary>Whether what is sent is copied first, and the file then asked whether it has changed: exact as of that moment, for about half a microsecond and a copy. Large ranges cost two to three times as much so.</summary>
    public bool Copy { get; init; }

    /// <summary>Whether a file that changes while it is sent is sent on as it is, as a log that grows may be. Bytes that are missing are an error all the same.</summary>
    public bool ToleratesChanges { get; init; }

    /// <summary>
    /// Whether the connection is reset when a file is found changed and bytes were sent already, so that the receiver cannot
    /// take what it has for the whole. A Unix domain socket knows no reset and is closed. True unless set.
    /// </summary>
    public bool AbortsOnChange { get; init; } = true;

    /// <summary>
    /// Whether pages that an operation brought in from the disk are given up again once the socket has taken them, so that
    /// a file sent once does not push out others. An advice: pages that were in memory before stay, and so do those that
    /// any process maps or that a socket still holds. For ranges that the system's own call sends; windows are mapped as
    /// for every sequential reader, which goes round in its own slots. Costs a question for each quantum; Windows takes no such advice. False unless set.
    /// </summary>
    public bool DropsBehind { get; init; }

    /// <summary>
    /// Whether an operation ends with a <see cref="NotResidentException"/> instead of waiting for the disk. Pages may still go
    /// between the look at them and the sending. Where the system does not tell what is in memory (Windows), all is missing
    /// that is not a copy. False unless set.
    /// </summary>
    public bool ResidentOnly { get; init; }

    /// <summary>How long an operation waits for a window, for its slot and for whoever is mapping it already, before it fails with a <see cref="SendException"/> because of a <see cref="TimeoutException"/>; at most some 24 days. <see cref="Timeout.InfiniteTimeSpan"/> unless set.</summary>
    public TimeSpan SlotTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Refuses what is out of its range.</summary>
    internal static FileSenderOptions Validated(FileSenderOptions options) =>
        options.Quantum < LeastQuantum ? throw new ArgumentOutOfRangeException(nameof(options), options.Quantum, $"Quantum is in bytes, {LeastQuantum:N0} or more.")
        : options.GatherLimit < 0 ? throw new ArgumentOutOfRangeException(nameof(options), options.GatherLimit, "GatherLimit is in bytes, 0 or more.")
        : !Enum.IsDefined(options.Strategy) ? throw new ArgumentOutOfRangeException(nameof(options), options.Strategy, "There is no such strategy.")
        : options.SlotTimeout != Timeout.InfiniteTimeSpan && (options.SlotTimeout < TimeSpan.Zero || options.SlotTimeout.TotalMilliseconds > int.MaxValue)
            ? throw new ArgumentOutOfRangeException(nameof(options), options.SlotTimeout, "SlotTimeout is not negative, and at most some 24 days, or Timeout.InfiniteTimeSpan.")
        : options;
}
