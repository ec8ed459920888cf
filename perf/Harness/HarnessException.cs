namespace MappingCache.Harness;

/// <summary>Something cannot be measured; the message is for whoever started the program.</summary>
internal sealed class HarnessException : Exception
{
    public HarnessException()
    {
    }

    public HarnessException(string message)
        : base(message)
    {
    }

    public HarnessException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
