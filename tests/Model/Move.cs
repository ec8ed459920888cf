namespace MappingCache.Model;

/// <summary>What may happen next on a thread.</summary>
internal enum Move : byte
{
    /// <summary>It does its next step.</summary>
    Step,

    /// <summary>It does its next step, a call of the system, which is refused.</summary>
    Refusal,

    /// <summary>Its wait is cancelled.</summary>
    Cancellation,

    /// <summary>The oldest store on its way arrives in memory.</summary>
    Arrival,
}
