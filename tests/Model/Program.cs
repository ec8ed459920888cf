namespace MappingCache.Model;

/// <summary>Runs the tests; or, with an argument of its own, explores.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args) => args switch
    {
        ["--all"] => Runs.All(),
        ["--run", string name] => Runs.One(name),
        ["--fault", string name] => Runs.Seeded(name),
        _ => await MicrosoftTestingPlatformApplication.RunAsync(args),
    };
}
