namespace MappingCache.AspNetCore.Transport;

/// <summary>Short names for connections, none of them twice in a process, and hardly twice in any two.</summary>
internal static class ConnectionIds
{
    // Base 32 without the letters that look like digits.
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int BitsOfDigit = 5;
    private const int Length = 13;

    private static long s_last = TimeProvider.System.GetUtcNow().Ticks;

    /// <summary>The next one.</summary>
    public static string Next() => string.Create(Length, Interlocked.Increment(ref s_last), static (name, number) =>
    {
        for (int index = name.Length - 1; index >= 0; index--)
        {
            name[index] = Digits[(int)(number & (Digits.Length - 1))];
            number >>= BitsOfDigit;
        }
    });
}
