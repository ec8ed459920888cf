using System.IO.Pipelines;

namespace MappingCache.AspNetCore.Transport;

/// <summary>The two ends of a connection.</summary>
/// <param name="input">What is received.</param>
/// <param name="output">What is to be sent.</param>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
