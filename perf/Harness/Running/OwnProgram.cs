namespace MappingCache.Harness.Running;

/// <summary>This program, to be started again.</summary>
internal static class OwnProgram
{
    /// <summary>Its own file, also if it was started as an argument of <c>dotnet</c>.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        AppContext.BaseDirectory, typeof(OwnProgram).Assembly.GetName().Name! + (OperatingSystem.IsWindows() ? ".exe" : ""));
}
