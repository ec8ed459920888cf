namespace MappingCache;

/// <summary>Makes senders for the running system.</summary>
public static class FileSenderFactory
{
    extension(FileSender)
    {
        /// <summary>Makes a sender. One is enough for a process; it needs no disposal.</summary>
        /// <param name="options">How it sends; the defaults if null.</param>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        /// <exception cref="PlatformNotSupportedException">This system has nothing like the strategy, or is none that MappingCache runs on.</exception>
        public static FileSender Create(FileSenderOptions? options = null) => new(WindowCacheFactory.CreateTransmitter(), options ?? new FileSenderOptions());
    }
}
