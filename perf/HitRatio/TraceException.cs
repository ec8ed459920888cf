namespace MappingCache.HitRatio;

/// <summary>A trace cannot be read. The message says why, where in the file, and what to do.</summary>
public sealed class TraceException : Exception
{
    public TraceException()
    {
    }

    public TraceException(string message)
        : base(message)
    {
    }

    public TraceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
