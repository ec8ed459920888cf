namespace MappingCache.Platform.Windows.Sending;

/// <summary>How many calls of TransmitFile may be under way at once. Client editions make two, and let all others wait, whose senders would do better otherwise. Thread-safe.</summary>
/// <param name="most">How many.</param>
internal sealed class TransmitPlaces(int most)
{
    private const int OfClients = 2;

    private int _taken;

    /// <summary>Those of this process.</summary>
    public static TransmitPlaces Process { get; } = new(IsClient() ? OfClients : int.MaxValue);

    /// <summary>How many are taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes one, if there is any.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most)
        {
            return true;
        }

        GiveBack();
        return false;
    }

    /// <summary>Gives one back.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _taken);

    // Taken for one if it does not tell. What it tells of its version depends on the program's manifest, but not this.
    private static unsafe bool IsClient()
    {
        OSVERSIONINFOEXW version = new() { dwOSVersionInfoSize = (uint)sizeof(OSVERSIONINFOEXW) };

        // SAFETY: the call fills in no more than the size that it is told.
        return !GetVersionExW(&version) || version.wProductType == VER.VER_NT_WORKSTATION;
    }
}
