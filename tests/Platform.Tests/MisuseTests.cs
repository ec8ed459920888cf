using System.Diagnostics;
using System.Runtime.CompilerServices;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What the mode that exposes misuse does to a process that reads what it has released: a child process.</summary>
public sealed class MisuseTests
{
    private const string Variable = "MAPPINGCACHE_EXPOSE_MISUSE";
    private const string InChild = "MAPPINGCACHE_TESTS_READ_AFTER_RELEASE";

    [Test]
    public void The_variable_switches_it_on_for_every_cache()
    {
        if (Environment.GetEnvironmentVariable(InChild) is not null)
        {
            Assert.Ignore("the child of another test");
        }

        Environment.SetEnvironmentVariable(Variable, "1");
        try
        {
            using WindowCache cache = WindowCache.Create(new WindowCacheOptions { SlotCount = 1000 });
            Assert.That((cache.WindowSize, cache.SlotCount, cache.LightReserve), Is.EqualTo((Environment.SystemPageSize, 4, 0)));
            Assert.That(cache.Notices.Single(), Does.StartWith("Misuse is exposed"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public void Reading_a_span_after_its_release_ends_the_process_and_names_the_reader()
    {
        if (Environment.GetEnvironmentVariable(InChild) is { } path)
        {
            ReadsAfterRelease(path);
            return;
        }

        using TempFolder folder = new();
        string file = folder.Write("file", 1, 3 * Environment.SystemPageSize);
        (int exitCode, string errors) = RunChild(file, exposed: true);
        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(errors, Does.Contain(nameof(ReadsAfterRelease)).And.Contain("AccessViolationException"));
        Assert.That(RunChild(file, exposed: false).ExitCode, Is.Zero, "without the mode the mistake goes unseen");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadsAfterRelease(string path)
    {
        using WindowCache cache = WindowCache.Create();
        using MappedFile file = cache.Open(path);
        ReadOnlySpan<byte> span;
        using (Window window = file.Acquire(0))
        {
            span = window.Span;
        }

        Assert.That(span[100], Is.EqualTo(FileContent.At(1, 100)));
    }

    private static (int ExitCode, string Errors) RunChild(string file, bool exposed)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={nameof(Reading_a_span_after_its_release_ends_the_process_and_names_the_reader)}"])
        {
            Environment = { [InChild] = file, [Variable] = exposed ? "true" : "0" },
        };
        return ChildProgram.Run(start);
    }
}
