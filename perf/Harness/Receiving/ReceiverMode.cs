namespace MappingCache.Harness.Receiving;

/// <summary>What the receiver does with what it is sent.</summary>
internal enum ReceiverMode
{
    /// <summary>Has the kernel throw it away (MSG_TRUNC), so that the receiver is no slower than it must be.</summary>
    Discard,

    /// <summary>Reads it into a buffer, as a program would.</summary>
    Copy,
}
