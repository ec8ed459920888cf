using System.Net.Sockets;

namespace MappingCache.Cli;

/// <summary>What goes wrong and a user can set right: it is told in one line, without where in the code it was thrown.</summary>
internal static class UserErrors
{
    /// <summary>Runs a command.</summary>
    /// <returns>Its exit code, or 1 when something went wrong, which was then told.</returns>
    public static async Task<int> TellAsync(Func<Task<int>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or SocketException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            await TellAsync(MessageOf(exception)).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Tells the user something that does not belong to the output.</summary>
    public static Task TellAsync(string message) => Console.Error.WriteLineAsync($"mapping-cache: {message}");

    // The name of a parameter in the code says nothing to a user.
    private static string MessageOf(Exception exception) => exception is ArgumentException { ParamName: { } name }
        ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
        : exception.Message;
}
