namespace MappingCache;

/// <summary>Where those wait who have pinned a slot while another thread makes its mapping. A few gates serve all slots.</summary>
internal sealed unsafe class FollowerGates(SlotTable slots)
{
    // Waits on one gate for different slots only wake each other needlessly; 64 make that rare.
    private const int Gates = 64;

    private readonly object[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new object())];

    /// <summary>Waits until a slot is no longer Mapping. The caller holds a pin of it.</summary>
    /// <returns>The state that followed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the caller still holds its pin.</exception>
    public SlotState Wait(int index, CancellationToken cancellationToken)
    {
        object gate = _gates[index % Gates];
        using CancellationTokenRegistration wake = cancellationToken.UnsafeRegister(static gate => Open(gate!), gate);
        lock (gate)
        {
            while (true)
            {
                // Looked at under the gate's lock, which Wake takes after the phase has changed: no wake is missed.
                SlotState state = slots[index]->State;
                if (state.Phase != SlotPhase.Mapping)
                {
                    return state;
                }

                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(gate);
            }
        }
    }

    /// <summary>Wakes those who wait for a slot, after its phase has changed.</summary>
    public void Wake(int index) => Open(_gates[index % Gates]);

    private static void Open(object gate)
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }
}
