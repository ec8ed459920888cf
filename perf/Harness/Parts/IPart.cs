namespace MappingCache.Harness.Parts;

/// <summary>A part of a run that this program measures itself.</summary>
internal interface IPart
{
    /// <summary>What it is called: one of <see cref="Data.PartNames"/>.</summary>
    string Name { get; }

    /// <summary>What it measures, in a sentence or two.</summary>
    string Description { get; }

    /// <summary>Why nothing of it can be measured here, and what would help; null if something can.</summary>
    string? Refusal();

    /// <summary>Measures, and writes down what comes out and what was left out.</summary>
    /// <param name="log">Where to.</param>
    /// <param name="quick">Whether few rounds and cases will do.</param>
    /// <exception cref="HarnessException">Nothing can be measured.</exception>
    void Measure(PartLog log, bool quick);
}
