namespace MappingCache.Tests.Platform;

/// <summary>A way to read a window of a file that was cut short under it: each of them ends a process that is not guarded.</summary>
public enum CutRead
{
    /// <summary>A byte, by a pointer.</summary>
    ByPointer,

    /// <summary>A byte of a span.</summary>
    Span,

    /// <summary>A search, in vector instructions.</summary>
    IndexOf,

    /// <summary>A copy of 64 bytes, by managed code.</summary>
    ShortCopy,

    /// <summary>A copy of 64 KiB, by native code.</summary>
    LongCopy,

    /// <summary>A copy of 64 KiB from pointer to pointer.</summary>
    MemoryCopy,

    /// <summary>A copy by the marshaller.</summary>
    MarshalCopy,

    /// <summary>A hash, by the system's cryptography.</summary>
    Hash,

    /// <summary>Encryption into a TLS stream.</summary>
    Tls,

    /// <summary>A byte, by a light window.</summary>
    Light,

    /// <summary>Memory of a lease, on a thread of the pool.</summary>
    PoolThread,

    /// <summary>A byte, on a thread with a small stack.</summary>
    SmallStack,

    /// <summary>A byte, in an exception filter.</summary>
    Filter,
}
