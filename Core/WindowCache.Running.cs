namespace MappingCache;

/// <content>What can be changed while the cache runs.</content>
public sealed partial class WindowCache
{
    /// <summary>
    /// Changes <see cref="SlotCount"/>. More slots are there at once. For fewer, slots that were never used go first,
    /// then inactive windows are given up in the order of eviction, and their slots unmapped; while more are pinned
    /// than shall be left, it waits for them in turn with those who wait in <see cref="MappedFile.Acquire"/>. One
    /// resize at a time: others wait for it. A thread that holds windows itself may wait for ever.
    /// </summary>
    /// <param name="slotCount">Slots from now on, 1 to <see cref="MaxSlots"/>.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not from 1 to <see cref="MaxSlots"/>.</exception>
    /// <exception cref="MappingException">The machine does not allow so many slots, and nothing was changed; the message names the limit and the remedy. Or a slot could not be unmapped.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. <see cref="SlotCount"/> says how far it got: slots that were taken out of service stay out.</exception>
    public void Resize(int slotCount, CancellationToken cancellationToken = default)
    {
        CheckSlotCount(slotCount);
        ThrowIfRefused(_engine.Resize(slotCount, cancellationToken), slotCount);
    }

    /// <summary>Does as <see cref="Resize"/>, without holding up a thread while it waits.</summary>
    /// <param name="slotCount">Slots from now on, 1 to <see cref="MaxSlots"/>.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not from 1 to <see cref="MaxSlots"/>.</exception>
    /// <exception cref="MappingException">The machine does not allow so many slots, and nothing was changed; the message names the limit and the remedy. Or a slot could not be unmapped.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. <see cref="SlotCount"/> says how far it got: slots that were taken out of service stay out.</exception>
    public Task ResizeAsync(int slotCount, CancellationToken cancellationToken = default)
    {
        CheckSlotCount(slotCount);
        return ResizeAsyncCore(slotCount, cancellationToken);
    }

    /// <summary>Lets go of inactive windows, in the order of eviction, until no more than so many windows are mapped, or all that are left are held. They are unmapped, and their slots free.</summary>
    /// <param name="windows">How many windows may stay mapped, those that are held included; 0 or more.</param>
    /// <returns>How many were let go.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int Trim(int windows = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(windows);
        return _engine.Trim(windows, long.MaxValue);
    }

    /// <summary>Lets go of inactive windows as <see cref="Trim"/> does, until no more than so many bytes of files are mapped.</summary>
    /// <param name="bytes">How many bytes of files may stay mapped (<see cref="CacheStatistics.ContentBytes"/>); 0 or more.</param>
    /// <returns>How many windows were let go.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int TrimToBytes(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return _engine.Trim(int.MaxValue, bytes);
    }

    /// <summary>
    /// Lets go of every window of a file: what is acquired after this is mapped anew. Windows that are held stay valid
    /// for their holders, and are unmapped when they are released; all others are unmapped now. Waits for windows of
    /// the file that are being mapped.
    /// </summary>
    /// <param name="file">A handle of the file, of this cache; others' handles of the same file notice it as well.</param>
    /// <exception cref="ArgumentException">The handle is another cache's.</exception>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public void Invalidate(MappedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.TryInvalidate(_engine))
        {
            throw new ArgumentException($"'{file.Path}' was opened by another cache.", nameof(file));
        }
    }

    /// <summary>Lets go of every window, as <see cref="Invalidate(MappedFile)"/> does, of the file that a path leads to, and of those that were last opened by this very path, whatever it leads to now.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL character.</exception>
    /// <exception cref="MappingException">The path could not be looked up; what was opened by it is let go all the same.</exception>
    public void Invalidate(string path)
    {
        CheckPath(path);
        OsError error = _engine.Invalidate(path);
        if (error.IsError)
        {
            throw ErrorMessages.OnInvalidate(error, path);
        }
    }

    /// <summary>
    /// Lets go of a file altogether, so that its owner can cut, replace or delete it where a mapped or open file is in
    /// the way (Windows): its windows as <see cref="Invalidate(string)"/> does, and its descriptor. Handles stay good: the
    /// file is opened again, by its path, when a window of it is acquired that is not mapped.
    /// </summary>
    /// <param name="path">The path that the file lies at, or was last opened by.</param>
    /// <returns>Whether nothing of it is mapped or open any more. Otherwise a window of it is held, or acquired just now; it is unmapped when it is released (a light one, by the next call of this or the next maintenance after it ended).</returns>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL character.</exception>
    /// <exception cref="MappingException">The path could not be looked up; what was opened by it is let go all the same.</exception>
    public bool Release(string path)
    {
        CheckPath(path);
        OsError error = _engine.LetGoOf(path, out bool isFree);
        return error.IsError ? throw ErrorMessages.OnInvalidate(error, path) : isFree;
    }

    private async Task ResizeAsyncCore(int slotCount, CancellationToken cancellationToken) =>
        ThrowIfRefused(await _engine.ResizeAsync(slotCount, cancellationToken).ConfigureAwait(false), slotCount);

    private static void ThrowIfRefused(ResizeOutcome outcome, int slotCount)
    {
        if (outcome.Error.IsError)
        {
            throw ErrorMessages.OnResize(outcome, slotCount);
        }
    }

    private void CheckSlotCount(int slotCount)
    {
        if (slotCount < 1 || slotCount > MaxSlots)
        {
            throw new ArgumentOutOfRangeException(nameof(slotCount), slotCount, $"The count must be from 1 to MaxSlots, for which addresses were reserved when the cache was created ({MaxSlots:N0}).");
        }
    }
}
