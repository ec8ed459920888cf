using System.Runtime.ExceptionServices;

namespace MappingCache.Micro.Races;

/// <summary>
/// The threads of a race: the one that made it, and others, which sleep while there is nothing for them to do. If there
/// is more than one, each has a processor of its own.
/// </summary>
internal sealed class Team : IDisposable
{
    private readonly Barrier _turn;
    private readonly Affinity _before = Affinity.OfThisThread();
    private readonly Thread[] _others;
    private Action<int>? _work;
    private Exception? _failure;

    /// <summary>Starts the other threads.</summary>
    /// <param name="size">How many there are to be with the caller; at most as many as processors.</param>
    public Team(int size)
    {
        _turn = new Barrier(size);
        _others = [.. Enumerable.Range(1, size - 1).Select(Start)];
        if (size > 1)
        {
            _before.Only(0).Apply();
        }
    }

    /// <summary>Does something on all threads at once, and returns when all have done it.</summary>
    /// <param name="work">What: it is given the thread's number; the caller's is 0.</param>
    public void Run(Action<int> work)
    {
        _failure = null;
        _work = work;
        _turn.SignalAndWait();
        Do(0);
        _turn.SignalAndWait();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    public void Dispose()
    {
        _work = null;
        _turn.SignalAndWait();
        Array.ForEach(_others, static thread => thread.Join());
        _turn.Dispose();
        _before.Apply();
    }

    private Thread Start(int number)
    {
        Thread thread = new(() => TakeTurns(number)) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void TakeTurns(int number)
    {
        _before.Only(number).Apply();
        while (true)
        {
            _turn.SignalAndWait();
            if (_work is null)
            {
                return;
            }

            Do(number);
            _turn.SignalAndWait();
        }
    }

    private void Do(int number)
    {
        try
        {
            _work!(number);
        }
        catch (Exception failure)
        {
            // For the caller of Run, once all are done.
            _failure = failure;
        }
    }
}
