namespace MappingCache;

/// <summary>A call that the system goes on with after it has returned: what it was given stays where it is until it is over. Used by one thread at a time.</summary>
internal interface IPendingCall
{
    /// <summary>Waits without a thread until it is over. Never throws. A token that is cancelled cancels the call, and this comes back when that is over, too.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>The same, in this thread, for as long as the socket's own time limit says, after which the call is cancelled.</summary>
    /// <returns>False if it was.</returns>
    bool Wait();

    /// <summary>Has it be over as soon as may be.</summary>
    void Cancel();

    /// <summary>Settles with its operation what it came to, once it is over; and is done with.</summary>
    SendOutcome End(SendOperation operation);
}
