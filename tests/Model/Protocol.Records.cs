namespace MappingCache.Model;

/// <content>ThreadRecord.cs and LightPins.cs: names, the stores that bring them to memory, and those who look for them.</content>
internal sealed partial class Protocol
{
    // A plain store of the thread to its own record: others see it when it has arrived.
    private void Store(int place, DirectoryEntry entry)
    {
        if (Me.Buffered == ThreadImage.BufferSize)
        {
            Arrive(_me);
        }

        ref ThreadImage me = ref Me;
        me.Buffer[me.Buffered] = entry;
        if (me.Buffered == 0)
        {
            me.FirstPlace = (byte)place;
        }
        else
        {
            me.SecondPlace = (byte)place;
        }

        me.Buffered++;
    }

    // The oldest store of a thread arrives.
    private void Arrive(int thread)
    {
        ref ThreadImage it = ref _state.Threads[thread];
        it.Record[it.FirstPlace] = it.Buffer[0];
        (it.Buffer[0], it.Buffer[1], it.FirstPlace, it.SecondPlace) = (it.Buffer[1], default, it.SecondPlace, 0);
        it.Buffered--;
    }

    private void Flush(int thread)
    {
        while (_state.Threads[thread].Buffered > 0)
        {
            Arrive(thread);
        }
    }

    // A locked operation of the thread: its own stores arrive before.
    private void FlushOwn() => Flush(_me);

    // The thread itself sees its latest stores.
    private DirectoryEntry Read(int thread, int place)
    {
        ref ThreadImage it = ref _state.Threads[thread];
        if (thread == _me && it.Buffered == 2 && it.SecondPlace == place)
        {
            return it.Buffer[1];
        }

        return thread == _me && it.Buffered > 0 && it.FirstPlace == place ? it.Buffer[0] : it.Record[place];
    }

    /// <summary>LightPins.Barrier: LightPins.InUse.</summary>
    private void BarrierInUse()
    {
        if (_state.InUse)
        {
            Me.Cursor = (byte)NextLightThread(0);
            Me.At = At.BarrierVisit;
        }
        else
        {
            Return();
        }
    }

    /// <summary>Interlocked.MemoryBarrierProcessWide: one thread after the other, the caller with the first.</summary>
    private void BarrierVisit()
    {
        FlushOwn();
        Flush(Me.Cursor);
        Me.Cursor = (byte)NextLightThread(Me.Cursor + 1);
        if (Me.Cursor == configuration.Threads)
        {
            Me.Cursor = 0;
            Return();
        }
    }

    private int NextLightThread(int from)
    {
        while (from < configuration.Threads && (configuration.LightThreads & (1 << from)) == 0)
        {
            from++;
        }

        return from;
    }

    /// <summary>LightPins.Hold: LightPins.InUse.</summary>
    private void HoldInUse()
    {
        if (_state.InUse)
        {
            Me.At = At.HoldRecords;
        }
        else
        {
            Return(result: false);
        }
    }

    /// <summary>LightPins.Hold: ThreadRecords.All.</summary>
    private void HoldRecords()
    {
        Me.Records = _state.Records;
        Me.Cursor = 0;
        NextPlace();
    }

    /// <summary>ThreadRecord.Names: one place.</summary>
    private void HoldPlace()
    {
        ref ThreadImage me = ref Me;
        DirectoryEntry name = Read(me.Cursor / configuration.Places, me.Cursor % configuration.Places);
        if (name == me.Life.WithLight)
        {
            (me.Cursor, me.Records) = (0, 0);
            Return(result: true);
            return;
        }

        me.Cursor++;
        NextPlace();
    }

    private void NextPlace()
    {
        ref ThreadImage me = ref Me;
        int end = configuration.Threads * configuration.Places;
        while (me.Cursor < end && (me.Records & (1 << (me.Cursor / configuration.Places))) == 0)
        {
            me.Cursor++;
        }

        if (me.Cursor < end)
        {
            me.At = At.HoldPlace;
            return;
        }

        (me.Cursor, me.Records) = (0, 0);
        Return(result: false);
    }
}
