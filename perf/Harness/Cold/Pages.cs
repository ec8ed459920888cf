namespace MappingCache.Harness.Cold;

/// <summary>Brings pages in.</summary>
internal static class Pages
{
    private static volatile int s_sink;

    /// <summary>Reads a byte of each page.</summary>
    public static void Touch(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        for (int at = 0; at < bytes.Length; at += Environment.SystemPageSize)
        {
            sum += bytes[at];
        }

        s_sink = sum;
    }
}
