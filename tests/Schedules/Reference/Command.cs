namespace MappingCache.Tests.Schedules;

/// <summary>Something done to a cache.</summary>
/// <param name="Kind">What.</param>
/// <param name="File">Which file it concerns, if any.</param>
/// <param name="Number">The window, or which of those that are held, or how many.</param>
public readonly record struct Command(CommandKind Kind, int File, int Number)
{
    public override string ToString() => Kind switch
    {
        CommandKind.Release => $"{Kind} #{Number}",
        CommandKind.Invalidate or CommandKind.Grow => $"{Kind} {File}",
        CommandKind.Trim or CommandKind.Resize => $"{Kind} to {Number}",
        _ => $"{Kind} {File}/{Number}",
    };
}
