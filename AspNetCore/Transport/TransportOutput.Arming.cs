namespace MappingCache.AspNetCore.Transport;

/// <content>Ranges of files that take the place of bytes.</content>
internal sealed partial class TransportOutput
{
    private const int NobodyArmed = 0;

    // Stands for an armed range: memory like any other, so that whoever should write to it does no harm.
    private readonly Memory<byte> _marker = new byte[16];
    private ArmedRange _armed;
    private int _armedBy = NobodyArmed;
    private bool _isMarkerOut;

    /// <summary>Whether a range is armed and was not taken.</summary>
    public bool IsArmed => _armedBy != NobodyArmed;

    private bool IsArmedHere => _armedBy != NobodyArmed && _armedBy == Environment.CurrentManagedThreadId;

    /// <summary>
    /// Lets a range of a file take the place of the next bytes that this thread writes: the next <see cref="GetMemory"/> gives
    /// memory that <see cref="IsMarker"/> knows, and <see cref="Advance"/> by the range's length appends the range instead of it.
    /// </summary>
    public void Arm(in ArmedRange range)
    {
        _armed = range;
        _isMarkerOut = false;
        _armedBy = Environment.CurrentManagedThreadId;
    }

    /// <summary>Forgets the range that is armed.</summary>
    public void Disarm()
    {
        _armedBy = NobodyArmed;
        _armed = default;
        _isMarkerOut = false;
    }

    /// <summary>Whether memory is what stands for the armed range.</summary>
    public bool IsMarker(Memory<byte> memory) => memory.Equals(_marker);

    private void AdvanceArmed(int bytes)
    {
        ArmedRange armed = _armed;
        if (bytes != armed.Length)
        {
            throw new InvalidOperationException($"A range of {armed.Length} bytes is armed, and {bytes} were written.");
        }

        Disarm();
        AppendWritten(owner: null);
        _output.Append(armed.File, armed.Version, armed.Changes, armed.Offset, armed.Length);
        _unflushed += bytes;
    }
}
