namespace MappingCache.Tests.Harness;

/// <summary>What a <see cref="BrokenSender"/> does wrong.</summary>
public enum SenderFault
{
    None,
    OtherHeader,
    OtherOrder,

    /// <summary>Only from the second send on.</summary>
    OtherByte,

    /// <summary>And says that it has sent them all.</summary>
    ByteLess,
    ByteMore,
}
