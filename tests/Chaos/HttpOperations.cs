using System.Net.Http.Headers;

namespace MappingCache.Tests.Chaos;

/// <summary>Files that are asked for over HTTP.</summary>
internal static class HttpOperations
{
    /// <summary>From a server in this process, over the cache of the others.</summary>
    public static ChaosOperation InProcess { get; } = new("HTTP", static visit => GetAsync(visit, visit.Place.Http)) { IsExact = true };

    /// <summary>From the command <c>serve</c>.</summary>
    public static ChaosOperation Serve { get; } = new("HTTP, serve", static visit => GetAsync(visit, visit.Place.Serve)) { IsExact = true };

    private static async Task GetAsync(ChaosVisit visit, HttpClient server)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, ChaosFiles.NameOf(visit.File));
        if (visit.Random.Next(2) == 0)
        {
            request.Headers.Range = new RangeHeaderValue(visit.Random.Next(ChaosHistory.MaxLength), to: null);
        }

        using HttpResponseMessage response = await server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, visit.CancellationToken);
        _ = response.EnsureSuccessStatusCode();
        visit.Taken.Begin(response.Content.Headers.ContentRange?.From ?? 0);
        await using Stream body = await response.Content.ReadAsStreamAsync(visit.CancellationToken);
        await visit.Taken.AddAsync(body, visit.CancellationToken);
        if (visit.Taken.Length != response.Content.Headers.ContentLength)
        {
            throw new InvalidOperationException($"{visit.Taken.Length:N0} bytes came of {response.Content.Headers.ContentLength:N0}, without an error.");
        }
    }
}
