namespace MappingCache.AspNetCore.Transport;

/// <summary>A range of a file that takes the place of the next bytes that are written.</summary>
/// <param name="File">The file. Its handle stays open until the range is sent or the connection has ended.</param>
/// <param name="Version">What the file was when the range was promised.</param>
/// <param name="Changes">How often it had been found changed then.</param>
/// <param name="Offset">Where the range begins.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct ArmedRange(MappedFile File, FileVersion Version, int Changes, long Offset, int Length);
