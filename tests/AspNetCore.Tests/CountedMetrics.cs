using System.Diagnostics.Metrics;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Adds up what the meter of the endpoints says, by instrument and tag.</summary>
internal sealed class CountedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public CountedMetrics()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == ServedMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What has been counted so far, by words such as "requests outcome=whole".</summary>
    public Dictionary<string, long> Counts
    {
        get
        {
            lock (_counts)
            {
                return new(_counts, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>How many requests have ended.</summary>
    public long Ended => Counts.Where(static count => count.Key.StartsWith("requests ", StringComparison.Ordinal)).Sum(static count => count.Value);

    /// <summary>Waits until so many requests have ended: a client may have its answer before the handler has counted it.</summary>
    public void WaitForEnd(int requests) =>
        Assert.That(SpinWait.SpinUntil(() => Ended >= requests, TimeSpan.FromSeconds(30)), Is.True, "the requests have ended");

    /// <summary>Has observed instruments measured.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string key = $"{instrument.Name["mappingcache.served.".Length..]} {tags[0].Key}={tags[0].Value}";
        lock (_counts)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + value;
        }
    }
}
