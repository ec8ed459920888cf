using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore.Transport;

/// <summary>For what may block and is called in the thread of an event loop, which must not.</summary>
internal static class LoopThread
{
    /// <summary>Whether the caller runs in the loop of the request's connection.</summary>
    public static bool IsCurrent(HttpContext context) => context.Features.Get<TransportConnection>() is { Loop.IsCurrent: true };

    /// <summary>Goes on in the thread pool.</summary>
    public static Task LeaveAsync() => Yield();

    private static async Task Yield() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
