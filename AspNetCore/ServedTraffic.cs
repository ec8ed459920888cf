namespace MappingCache.AspNetCore;

/// <summary>Counts what endpoints have served. Several endpoints may share one. Thread-safe.</summary>
public sealed class ServedTraffic
{
    private long _requests;
    private long _bytes;

    /// <summary>Requests that reached the endpoints, whatever was answered.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Bytes of bodies that were handed to the connections, without headers. They grow while a body is being sent.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    internal void CountRequest() => Interlocked.Increment(ref _requests);

    internal void CountBytes(int bytes) => Interlocked.Add(ref _bytes, bytes);
}
