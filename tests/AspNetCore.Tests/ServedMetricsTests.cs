using System.Diagnostics.Metrics;
using System.Net;

namespace MappingCache.AspNetCore.Tests;

internal sealed class ServedMetricsTests : ServerFixture
{
    [Test]
    public async Task RequestsAreCountedByOutcomeAndBytesByWay()
    {
        Folder.Write("file", 1000);
        Directory.CreateDirectory(Folder.PathOf("d"));
        Dictionary<string, long> counts = [];
        int ended = 0;
        using MeterListener listener = Listen((key, value) =>
        {
            lock (counts)
            {
                counts[key] = counts.GetValueOrDefault(key) + value;
            }

            if (key.StartsWith("mappingcache.served.requests", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref ended);
            }
        });
        await StartAsync(options =>
        {
            options.DirectoryListing = true;
            options.MaxOpenFiles = 4;
        });
        (string Path, string? Header, string? Value, HttpStatusCode Status, string Outcome)[] requests =
        [
            ("/file", null, null, HttpStatusCode.OK, "whole"),
            ("/file", null, null, HttpStatusCode.OK, "whole"),
            ("/file", "Range", "bytes=0-9", HttpStatusCode.PartialContent, "partial"),
            ("/file", "If-None-Match", "*", HttpStatusCode.NotModified, "not_modified"),
            ("/file", "If-Match", "\"x\"", HttpStatusCode.PreconditionFailed, "precondition_failed"),
            ("/file", "Range", "bytes=5000-", HttpStatusCode.RequestedRangeNotSatisfiable, "range_not_satisfiable"),
            ("/missing", null, null, HttpStatusCode.NotFound, "not_found"),
            ("/d", null, null, HttpStatusCode.MovedPermanently, "directory"),
        ];
        foreach ((string path, string? header, string? value, HttpStatusCode status, _) in requests)
        {
            using HttpResponseMessage response = await GetAsync(path, header is null ? [] : [(header, value!)]);
            Assert.That(response.StatusCode, Is.EqualTo(status));
        }

        using HttpResponseMessage refused = await SendAsync(HttpMethod.Delete, "/file");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));

        // A client may have its answer before the handler has counted it.
        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref ended) == requests.Length + 1, TimeSpan.FromSeconds(30)), Is.True);
        Dictionary<string, long> expected = requests
            .GroupBy(static request => request.Outcome, StringComparer.Ordinal)
            .ToDictionary(static group => $"mappingcache.served.requests outcome={group.Key}", static group => (long)group.Count(), StringComparer.Ordinal);
        expected["mappingcache.served.requests outcome=refused"] = 1;
        expected["mappingcache.served.bytes way=copied"] = 2010;
        lock (counts)
        {
            Assert.That(counts, Is.EquivalentTo(expected));
            counts.Clear();
        }

        listener.RecordObservableInstruments();
        lock (counts)
        {
            Assert.That(counts["mappingcache.served.files.open prefix=/"], Is.EqualTo(1));
        }
    }

    private static MeterListener Listen(Action<string, long> measured)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == ServedMetrics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured($"{instrument.Name} {tags[0].Key}={tags[0].Value}", value));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => measured($"{instrument.Name} {tags[0].Key}={tags[0].Value}", value));
        listener.Start();
        return listener;
    }
}
