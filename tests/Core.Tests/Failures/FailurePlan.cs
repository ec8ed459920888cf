using MappingCache.Tests.Support;

namespace MappingCache.Tests.Failures;

/// <summary>Counts the calls of one kind, and has some of them fail.</summary>
internal sealed class FailurePlan
{
    /// <summary>The offset of what is no window's.</summary>
    public const long Nowhere = -1;

    private readonly FailingCall _kind;
    private readonly int _first;
    private readonly int _count;
    private readonly OsError _error;
    private readonly Dictionary<int, long> _mapped = [];
    private bool _isOver;

    /// <summary>Plans failures.</summary>
    /// <param name="probe">Whose calls.</param>
    /// <param name="kind">Which calls.</param>
    /// <param name="first">The number of the first that fails, from 1 on; 0 for none.</param>
    /// <param name="count">How many fail in a row.</param>
    /// <param name="error">How.</param>
    public FailurePlan(ProbeAddressSpace probe, FailingCall kind, int first, int count, OsError error)
    {
        (_kind, _first, _count, _error) = (kind, first, count, error);
        probe.BeforeMap = (slot, offset) =>
        {
            _mapped[slot] = offset;
            return Decide(FailingCall.Map, offset);
        };
        probe.BeforePopulate = (slot, _) => Decide(FailingCall.Populate, _mapped[slot]);
        probe.BeforeCopy = (_, offset) => Decide(FailingCall.Copy, offset);
        probe.BeforeUnmap = _ => Decide(FailingCall.Unmap, Nowhere);
    }

    /// <summary>Calls of the kind so far.</summary>
    public int Calls { get; private set; }

    /// <summary>From now on nothing fails, nor is counted.</summary>
    public void End() => _isOver = true;

    /// <summary>The offsets of the windows whose calls failed.</summary>
    public List<long> Failed { get; } = [];

    private OsError Decide(FailingCall kind, long offset)
    {
        if (_isOver || kind != _kind)
        {
            return OsError.None;
        }

        Calls++;
        if (_first == 0 || Calls < _first || Calls >= _first + _count)
        {
            return OsError.None;
        }

        Failed.Add(offset);
        return _error;
    }
}
