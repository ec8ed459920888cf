using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

public sealed class ReadmeExampleTests
{
    [Test]
    public void The_readmes_example_does_what_it_says()
    {
        using TempFolder folder = new();
        string path = folder.Write("file", 1, 600_000);

        Assert.That(Sum(path), Is.EqualTo(File.ReadAllBytes(path).Sum(static b => (long)b)));
    }

    [Test]
    public void The_readmes_example_is_the_code_that_is_compiled_here()
    {
        string[] readme = Lines("README.md");
        int start = Array.IndexOf(readme, "```csharp") + 1;
        string[] example = readme[start..Array.IndexOf(readme, "```", start)];

        Assert.That(example, Has.Length.LessThanOrEqualTo(10));
        Assert.That(string.Join('\n', Lines("ReadmeExampleTests.cs").Select(static line => line.Trim())), Does.Contain(string.Join('\n', example.Select(static line => line.Trim()))));
    }

    private static string[] Lines(string name) => File.ReadAllLines(Path.Combine(TestContext.CurrentContext.TestDirectory, name));

    private static long Sum(string path)
    {
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { SlotCount = 1024 });
        using MappedFile file = cache.Open(path);
        long sum = 0;
        for (long offset = 0; offset < file.Length;)
        {
            using Window window = file.Acquire(offset);    // mapped now, or still mapped from the last time
            foreach (byte b in window.Span) sum += b;      // the file's own pages, up to the window's or the file's end
            offset += window.Length;
        }

        return sum;
    }
}
