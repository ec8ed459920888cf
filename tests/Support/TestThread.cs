using System.Runtime.ExceptionServices;
using NUnit.Framework;

namespace MappingCache.Tests.Support;

/// <summary>A thread of a test: what it throws, an assertion above all, is thrown again where it is joined.</summary>
public sealed class TestThread
{
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _thrown;

    private TestThread(Action work) => _thread = new Thread(() => Run(work)) { IsBackground = true };

    public static TestThread Start(Action work)
    {
        TestThread thread = new(work);
        thread._thread.Start();
        return thread;
    }

    /// <summary>Waits for the end, half a minute at most: nothing in a test takes that long unless it hangs.</summary>
    public void Join()
    {
        Assert.That(_thread.Join(TimeSpan.FromSeconds(30)), "the thread comes back");
        _thrown?.Throw();
    }

    private void Run(Action work)
    {
        try
        {
            work();
        }
        catch (Exception thrown)
        {
            _thrown = ExceptionDispatchInfo.Capture(thrown);
        }
    }
}
