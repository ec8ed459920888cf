using System.Diagnostics.Metrics;
using MappingCache.AspNetCore.Transport;

namespace MappingCache.AspNetCore;

/// <summary>Counts what an endpoint serves, for <see cref="ServedTraffic"/> and for whoever listens to the meter <see cref="MeterName"/>. Thread-safe; counting allocates nothing.</summary>
internal sealed class ServedMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "MappingCache.AspNetCore";

    private readonly ServedTraffic? _traffic;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _copies;

    /// <summary>Makes the instruments, or finds those that another endpoint has made.</summary>
    public ServedMetrics(Meter meter, ServedTraffic? traffic)
    {
        _traffic = traffic;
        _requests = meter.CreateCounter<long>("mappingcache.served.requests", "{request}", "Requests that reached endpoints of mapped files, by outcome.");
        _bytes = meter.CreateCounter<long>("mappingcache.served.bytes", "By", "Bytes of bodies that were handed to the connections, by way.");
        _copies = meter.CreateCounter<long>("mappingcache.served.copies", "{body}", "Bodies of files that were copied instead of being sent from their windows, by reason.");
    }

    /// <summary>Shows how many files an endpoint keeps open.</summary>
    public static void Observe(Meter meter, OpenFiles files, string prefix) => meter.CreateObservableUpDownCounter(
        "mappingcache.served.files.open",
        () => new Measurement<int>(files.Count, KeyValuePair.Create<string, object?>("prefix", prefix)),
        "{file}",
        "Files that endpoints of mapped files keep open between requests.");

    /// <summary>A request has come.</summary>
    public void Begin() => _traffic?.CountRequest();

    /// <summary>A request has ended.</summary>
    public void End(RequestOutcome outcome)
    {
        if (_requests.Enabled)
        {
            _requests.Add(1, KeyValuePair.Create<string, object?>("outcome", NameOf(outcome)));
        }
    }

    /// <summary>Bytes of a body are under way.</summary>
    public void AddBytes(int bytes, BodyWay way)
    {
        _traffic?.CountBytes(bytes);
        if (_bytes.Enabled)
        {
            _bytes.Add(bytes, KeyValuePair.Create<string, object?>("way", NameOf(way)));
        }
    }

    /// <summary>A body, or the rest of one, is copied.</summary>
    public void Copied(CopyReason reason)
    {
        if (_copies.Enabled)
        {
            _copies.Add(1, KeyValuePair.Create<string, object?>("reason", NameOf(reason)));
        }
    }

    private static string NameOf(CopyReason reason) => reason switch
    {
        CopyReason.OtherTransport => "other_transport",
        CopyReason.Tls => "tls",
        CopyReason.ConnectionMiddleware => "connection_middleware",
        CopyReason.Protocol => "protocol",
        CopyReason.BodyMiddleware => "body_middleware",
        CopyReason.NoLength => "no_length",
        CopyReason.CopiedFile => "copied_file",
        CopyReason.LeasedFile => "leased_file",
        CopyReason.Checked => "checked",
        CopyReason.OtherMemory => "other_memory",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private static string NameOf(BodyWay way) => way switch
    {
        BodyWay.Copied => "copied",
        BodyWay.Sent => "sent",
        BodyWay.Made => "made",
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };

    private static string NameOf(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Failed => "failed",
        RequestOutcome.Whole => "whole",
        RequestOutcome.Partial => "partial",
        RequestOutcome.NotModified => "not_modified",
        RequestOutcome.PreconditionFailed => "precondition_failed",
        RequestOutcome.RangeNotSatisfiable => "range_not_satisfiable",
        RequestOutcome.Directory => "directory",
        RequestOutcome.NotFound => "not_found",
        RequestOutcome.Refused => "refused",
        RequestOutcome.Changed => "changed",
        RequestOutcome.ClientGone => "client_gone",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
