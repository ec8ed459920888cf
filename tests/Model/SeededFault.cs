namespace MappingCache.Model;

/// <summary>A broken twin, a small configuration in which the break shows, and what it shows as.</summary>
/// <param name="Fault">What is broken.</param>
/// <param name="Violation">What the model must find.</param>
/// <param name="Configuration">Where.</param>
internal sealed record SeededFault(Fault Fault, Violation Violation, Configuration Configuration)
{
    /// <summary>The fault's name.</summary>
    public string Name => Fault.ToString();
}
