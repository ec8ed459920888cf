namespace MappingCache;

/// <summary>How ranges of files go to a socket.</summary>
public enum SendStrategy
{
    /// <summary>By what is cheapest for the length and kind of each range.</summary>
    Auto,

    /// <summary>One call for many windows and bytes, which copies them into the socket. Cheapest up to some KiB, and for many small ranges together.</summary>
    Gather,

    /// <summary>The system's own call for files (Linux: sendfile; Windows: TransmitFile), which copies nothing. What the receiver has not taken yet is still the file's: it shows what is written to it. Client editions of Windows make two such calls at once; ranges that come upon these are gathered, and so are those for Unix domain sockets there.</summary>
    SendFile,

    /// <summary>Mapped windows are lent to the socket by way of a pipe (vmsplice and splice; Linux only), which copies nothing. As to what is written meanwhile, as <see cref="SendFile"/>.</summary>
    Splice,

    /// <summary>
    /// Mapped windows are lent to the socket (MSG_ZEROCOPY; Linux only, TCP only) and stay pinned until the system is done with them,
    /// which ends the operation: up to <see cref="FileSenderOptions.Quantum"/> of them for each receiver, also after the
    /// operation was cancelled, until the socket is disposed. On loopback the system copies all the same. Not for sockets
    /// that the program itself uses MSG_ZEROCOPY on.
    /// </summary>
    ZeroCopy,
}
