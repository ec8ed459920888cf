namespace MappingCache.Tests.Support;

/// <summary>A thread that is held up while it maps a file's first window, until it is told to go on.</summary>
internal sealed class HeldMapping : IDisposable
{
    private readonly ManualResetEventSlim _mapping = new();
    private readonly ManualResetEventSlim _go = new();
    private readonly TestThread _mapper;

    private HeldMapping(TestCache test, MappedFile file)
    {
        test.Probe.BeforeMap = (_, _) =>
        {
            _mapping.Set();
            _go.Wait();
            return OsError.None;
        };
        _mapper = TestThread.Start(() => TestCache.Touch(file, 0));
        _mapping.Wait();
    }

    /// <summary>Starts the thread, and returns when it is at the mapping.</summary>
    public static HeldMapping Begin(TestCache test, MappedFile file) => new(test, file);

    /// <summary>Lets the thread go on, and waits for its end.</summary>
    public void Finish()
    {
        _go.Set();
        _mapper.Join();
    }

    public void Dispose()
    {
        _go.Set();
        _mapping.Dispose();
    }
}
