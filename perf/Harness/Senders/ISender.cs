namespace MappingCache.Harness.Senders;

/// <summary>A contestant with its connections, ready to be measured.</summary>
internal interface ISender : IDisposable
{
    /// <summary>Most sends in one turn.</summary>
    int MaxSends { get; }

    /// <summary>Collects what earlier turns have left behind, so that it does not happen in a turn that counts.</summary>
    void CleanUp();

    /// <summary>Sends, and measures all of it.</summary>
    /// <param name="sends">How many sends, by all threads together.</param>
    Turn Run(int sends);

    /// <summary>Sends, and measures each of them, which costs: so nothing else is measured then.</summary>
    /// <param name="sends">How many sends, by all threads together.</param>
    Latency RunTimed(int sends);

    /// <summary>Gives up everything that keeps pages of the files in memory.</summary>
    void Forget();
}
