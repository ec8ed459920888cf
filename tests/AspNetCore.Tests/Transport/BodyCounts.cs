using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>What the meter tells of bodies: bytes by way, and copies by reason.</summary>
internal sealed class BodyCounts : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public BodyCounts()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "MappingCache.AspNetCore")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach ((string key, object? tag) in tags)
            {
                _counts.AddOrUpdate($"{key}:{tag}", value, (_, before) => before + value);
            }
        });
        _listener.Start();
    }

    public long Sent => this["way:sent"];

    public long Copied => this["way:copied"];

    public long this[string name] => _counts.GetValueOrDefault(name);

    public void Dispose() => _listener.Dispose();
}
