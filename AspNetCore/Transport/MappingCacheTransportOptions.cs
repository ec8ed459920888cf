namespace MappingCache.AspNetCore.Transport;

/// <summary>How the transport works. Read when the server starts; later changes have no effect.</summary>
public sealed class MappingCacheTransportOptions
{
    /// <summary>How many event loops, with a thread each, share the connections. As many as there are processors unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int LoopCount
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = Environment.ProcessorCount;

    /// <summary>Where the application runs. <see cref="TransportScheduling.Dispatch"/> unless set.</summary>
    public TransportScheduling Scheduling { get; set; }

    /// <summary>How many connections may wait to be accepted, as far as the system allows. 512 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Backlog
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 512;

    /// <summary>Whether TCP sends small segments at once instead of waiting for more. On unless set.</summary>
    public bool NoDelay { get; set; } = true;

    /// <summary>How many bytes that the application has not taken yet are held of one connection before nothing more is received, in bytes. 1 MiB unless set; 0 for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long MaxReadBufferSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 1024 * 1024;

    /// <summary>How many bytes in memory that the client has not taken yet are held of one connection before the application has to wait, in bytes. 64 KiB unless set; 0 makes it wait for every byte. Ranges of files hold none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long MaxWriteBufferSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 64 * 1024;

    /// <summary>Whether a connection that the server breaks off ends as if all had been said (FIN), instead of being reset (RST). Off unless set: a client could take half a response for a whole one.</summary>
    public bool FinOnAbort { get; set; }

    /// <summary>Bodies up to this length, in bytes, are copied into the socket from their windows, in one call of the system with the response's head; of longer ones the system is given the file's pages, which takes two. 16 KiB unless set, which is about where the one begins to cost less than the other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long GatherLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 16 * 1024;

    /// <summary>A copy that nobody else changes.</summary>
    internal MappingCacheTransportOptions Copy() => (MappingCacheTransportOptions)MemberwiseClone();
}
