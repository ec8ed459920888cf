namespace MappingCache;

/// <summary>How ranges of files go to a socket.</summary>
public enum SendStrategy
{
    /// <summary>By what is cheapest for the length and kind of each range.</summary>
    Auto,

    /// <summary>One call for many windows and bytes, which copies them into the socket. Cheapest up to some KiB, and for many small ranges together.</summary>
    Gather,

    /// <summary>The system's own call for files (Linux: sendfile), which copies nothing. What the receiver has not taken yet is still the file's: it shows what is written to it.</summary>
    SendFile,

    /// <summary>Mapped windows are lent to the socket by way of a pipe (Linux: vmsplice and splice), which copies nothing. As to what is written meanwhile, as <see cref="SendFile"/>.</summary>
    Splice,

    /// <summary>Mapped windows are lent to the socket (Linux: MSG_ZEROCOPY) and stay pinned until the system is done with them. On loopback the system copies all the same.</summary>
    ZeroCopy,
}
