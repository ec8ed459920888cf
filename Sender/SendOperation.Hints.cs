namespace MappingCache;

/// <content>What the system is told of pages that are needed next, or not any more.</content>
internal sealed unsafe partial class SendOperation
{
    // What is asked for or given up at once. Smaller, and the kernel is asked too often; larger, and one page that was in memory before keeps too many.
    private const int HintSize = 128 * 1024;

    // A wrong guess has a thread wait for one piece of a copy.
    private static readonly WarmStreak s_warm = new(length: 1024);

    // Ranges that were not in memory before this operation asked for them, and where they end in the operation.
    private readonly Queue<(MappedFile File, long Offset, long Length, long End)> _behind = [];

    // Up to where the disk was asked, in bytes of the operation; 0 as long as everything was in memory.
    private long _ahead;

    /// <summary>Whether each step has to know what is in memory: once the disk is read, or for what the options want.</summary>
    public bool AsksAlways => _ahead > 0 || _options.DropsBehind || _options.ResidentOnly;

    /// <summary>Whether the disk should be asked now for what comes after the next quantum. It is once there was something to read.</summary>
    public bool WantsReadAhead => _ahead > 0 && _ahead < Length && _ahead - Sent < Quantum;

    /// <summary>What a range comes to that is not in memory.</summary>
    public SendOutcome OutcomeOfCold => _options.ResidentOnly ? SendOutcome.Missing : SendOutcome.NeedsDisk;

    /// <summary>Asks the disk for the next two quanta, as far as that was not done: of the ranges that are to be sent, and nothing around them.</summary>
    private void ReadAhead()
    {
        long from = Math.Max(_ahead, Sent);
        long to = Math.Min(Length, Sent + (2L * Quantum));
        long begin = Sent - _within;
        for (int index = _part; index < _count && begin < to; begin += _parts[index++].Length)
        {
            ref ResolvedPart part = ref _parts[index];
            long first = Math.Max(from - begin, 0);
            long last = Math.Min(to - begin, part.Length);
            if (part.File is { IsCopied: false } file && first < last)
            {
                ReadAhead(file, part.Offset + first, last - first, begin + first);
            }
        }

        _ahead = Math.Max(_ahead, to);
    }

    // Advices: a file that cannot be had says so when it is read.
    private void ReadAhead(MappedFile file, long offset, long length, long position)
    {
        if (file.BeginUse(out IOsFile? os).IsError)
        {
            return;
        }

        try
        {
            for (long done = 0; done < length; done += HintSize)
            {
                long size = Math.Min(HintSize, length - done);
                long? resident = os!.CountResident(offset + done, size);
                if (resident == size)
                {
                    continue;
                }

                if (resident == 0 && _options.DropsBehind)
                {
                    _behind.Enqueue((file, offset + done, size, position + done + size));
                }

                os.ReadAhead(offset + done, size);
            }
        }
        finally
        {
            file.EndUse();
        }
    }

    // A socket holds the pages that the receiver has not acknowledged: those are given up later than they were taken.
    private void DropBehind(long end)
    {
        while (_behind.TryPeek(out (MappedFile File, long Offset, long Length, long End) range) && range.End <= end)
        {
            _behind.Dequeue();
            if (!range.File.BeginUse(out IOsFile? os).IsError)
            {
                os!.DropBehind(range.Offset, range.Length);
                range.File.EndUse();
            }
        }
    }

    private bool IsMissing(MappedFile file, long offset, long length, out byte* address)
    {
        address = null;
        return _options.ResidentOnly && !file.IsCopied && !file.IsResident(offset, length);
    }

    // Before a copy is made: whether that may have to wait for the disk. A file that does not tell is taken for one that has to.
    private bool IsCold(MappedFile file, long offset, long length)
    {
        if (_options.ResidentOnly)
        {
            return IsMissing(file, offset, length, out _);
        }

        if (MayReadDisk || !s_warm.ShouldAsk())
        {
            return false;
        }

        bool isCold = !file.IsResident(offset, length);
        s_warm.Saw(isCold);
        return isCold;
    }

    private void ForgetHints()
    {
        _behind.Clear();
        _ahead = 0;
    }
}
