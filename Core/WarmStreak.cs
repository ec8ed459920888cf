namespace MappingCache;

/// <summary>
/// Says when to ask whether a window's pages are in memory. The question costs a few hundredths of a remap, more with
/// small windows, and a cache over files that are all in memory would ask for nothing; so after a long streak of windows
/// that were there only every few windows are asked for, until one of them is not.
/// </summary>
/// <remarks>
/// The price of a wrong guess is a window read with all the read-ahead of the device: up to milliseconds. The streak is
/// long enough that at most every few thousandth miss can be one. Counted plainly: a lost count changes nothing that matters.
/// </remarks>
/// <param name="length">How many in a row have to be found in memory.</param>
internal sealed class WarmStreak(int length = WarmStreak.Length)
{
    /// <summary>Windows in a row that have to be found in memory, unless it is said otherwise.</summary>
    public const int Length = 16 * 1024;

    /// <summary>How many windows one is asked for then.</summary>
    public const int Stride = 16;

    private int _streak;

    /// <summary>A window is about to be mapped.</summary>
    /// <returns>Whether to ask for its pages.</returns>
    public bool ShouldAsk()
    {
        int streak = _streak;
        if (streak < length)
        {
            return true;
        }

        _streak = streak == length + Stride - 1 ? length : streak + 1;
        return streak == length;
    }

    /// <summary>Takes the answer into account.</summary>
    public void Saw(bool isCold) => _streak = isCold ? 0 : _streak < length ? _streak + 1 : _streak;
}
