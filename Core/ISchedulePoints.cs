namespace MappingCache;

/// <summary>
/// Where tests get between the steps of the protocol: to stop a thread there, or to leave the step out that follows
/// and show that the tests notice. A struct type parameter with a static member, so that in the product nothing of it
/// is left in the compiled code.
/// </summary>
internal interface ISchedulePoints
{
    /// <summary>A thread is about to take a step.</summary>
    /// <returns>Whether it shall take it; false only in twins that are broken on purpose.</returns>
    static abstract bool Reached(SchedulePoint point);

    /// <summary>A thread is about to sleep. Where one thread at a time goes on, others do until it is woken.</summary>
    /// <param name="alarm">What it sleeps by.</param>
    /// <param name="hasRung">Whether somebody has woken those who sleep by it.</param>
    /// <param name="cancellationToken">What else wakes it.</param>
    static virtual void Sleeping<T>(T alarm, Func<T, bool> hasRung, CancellationToken cancellationToken)
    {
    }
}
