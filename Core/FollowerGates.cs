using System.Diagnostics.CodeAnalysis;

namespace MappingCache;

/// <summary>Where those wait who have pinned a slot while another thread makes its mapping. A few gates serve all slots.</summary>
internal sealed class FollowerGates(SlotTable slots)
{
    // Waits on one gate for different slots only wake each other needlessly; 64 make that rare.
    private const int Gates = 64;

    private readonly Gate[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new Gate())];

    /// <summary>Waits until a slot is no longer Mapping. The caller holds a pin of it.</summary>
    /// <returns>The phase that followed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the caller still holds its pin.</exception>
    public SlotPhase Wait<TSchedule>(int index, CancellationToken cancellationToken)
        where TSchedule : struct, ISchedulePoints
    {
        SlotPhase phase;
        while (IsMapping(index, out phase, out Task? opened))
        {
            TSchedule.Sleeping(opened, static opened => opened.IsCompleted, cancellationToken);
            opened.Wait(cancellationToken);
        }

        return phase;
    }

    /// <summary>Waits as <see cref="Wait"/> does, without holding up a thread.</summary>
    public async ValueTask<SlotPhase> WaitAsync(int index, CancellationToken cancellationToken)
    {
        SlotPhase phase;
        while (IsMapping(index, out phase, out Task? opened))
        {
            await opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return phase;
    }

    /// <summary>Wakes those who wait for a slot, after its phase has changed.</summary>
    public void Wake(int index) => _gates[index % Gates].Open();

    private bool IsMapping(int index, out SlotPhase phase, [NotNullWhen(true)] out Task? opened)
    {
        Gate gate = _gates[index % Gates];
        lock (gate)
        {
            // Looked at under the gate's lock, which Wake takes after the phase has changed: no wake is missed.
            phase = PhaseOf(index);
            opened = phase == SlotPhase.Mapping ? gate.Opened : null;
            return opened is not null;
        }
    }

    // SAFETY: the index is of a slot that the caller has pinned.
    private unsafe SlotPhase PhaseOf(int index) => slots[index]->State.Phase;

    private sealed class Gate
    {
        private TaskCompletionSource? _opened;

        /// <summary>Completes when the gate is next opened; its continuations go to the thread pool. Under the gate's lock.</summary>
        public Task Opened => (_opened ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void Open()
        {
            TaskCompletionSource? opened;
            lock (this)
            {
                (opened, _opened) = (_opened, null);
            }

            opened?.SetResult();
        }
    }
}
