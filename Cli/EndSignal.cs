using System.Runtime.InteropServices;

namespace MappingCache.Cli;

/// <summary>Turns Ctrl-C, Ctrl-Break (which other systems than Windows call SIGQUIT) and SIGTERM into a cancelled token, so that the work ends in order.</summary>
internal sealed class EndSignal : IDisposable
{
    private const int Interrupted = 128 + 2;
    private const int Quit = 128 + 3;
    private const int Terminated = 128 + 15;

    // Not disposed: a signal that arrives while this is disposed would still cancel it. It holds nothing.
    private readonly CancellationTokenSource _end = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _quit;
    private readonly PosixSignalRegistration _terminate;

    /// <summary>Listens from now on.</summary>
    public EndSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, Interrupted));
        _quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => End(context, Quit));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, Terminated));
    }

    /// <summary>Cancelled by the signal.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>What shells expect of a process that a signal has ended; null as long as none has come.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        _interrupt.Dispose();
        _quit.Dispose();
        _terminate.Dispose();
    }

    private void End(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        ExitCode ??= exitCode;
        _end.Cancel();
    }
}
