using System.Text.Json;
using MappingCache.HitRatio;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.HitRatio;

[NonParallelizable]
public sealed class CommandTests
{
    private readonly TempFolder _folder = new();

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Every_policy_stands_in_what_is_written_for_each_size()
    {
        string trace = _folder["good.lis"];
        File.WriteAllText(trace, "0 4 0 0\n0 1 0 1\n2 1 0 2\n");
        string json = _folder["new/results.json"];

        Assert.That(Run(trace, "--sizes", "2,100%", "--json", json), Is.EqualTo((0, "")));

        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(json));
        JsonElement[] comparisons = [.. written.RootElement.GetProperty("comparisons").EnumerateArray()];
        Assert.That(comparisons.Select(static one => one.GetProperty("slots").GetInt32()), Is.EqualTo((int[])[2, 4]));
        foreach (string policy in (string[])["Clock", "Lru", "FIFO", "SIEVE", "OPT"])
        {
            Assert.That(comparisons[1].GetProperty("walks").GetProperty(policy).GetProperty("hits").GetInt32(), Is.EqualTo(2), policy);
        }
    }

    [TestCase("--sizes", "0", "--sizes is '0'; it must be slots from 1")]
    [TestCase("--sizes", "101%", "--sizes is '101%'; it must be slots from 1")]
    [TestCase("--sizes", "1,,2", "--sizes is '1,,2'; it must be slots from 1")]
    [TestCase("--window", "1000", "--window is '1000'; it must be a power of two")]
    [TestCase("--window", "256", "--window is '256'; it must be a power of two")]
    [TestCase("--format", "csv", "--format is 'csv'; it must be auto or int32 or lis or oracle or text")]
    [TestCase("--sises", "1%", "There is no option '--sises'. See --help.")]
    [TestCase("--policy", "FIFO,MRU", "--policy is 'FIFO,MRU'; it must be names of policies, separated by commas: Clock, Lru")]
    public void An_option_that_means_nothing_is_refused_with_what_it_takes(string option, string value, string told)
    {
        (int exitCode, string errors) = Run("trace", option, value);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.Contain(told));
    }

    [Test]
    public void A_trace_that_is_not_there_is_told_in_one_line()
    {
        (int exitCode, string errors) = Run(_folder["nowhere"]);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.StartWith("hit-ratio: There is no file").And.Not.Contain("   at "));
    }

    [Test]
    public void Without_a_trace_it_says_what_to_name()
    {
        Assert.That(Run("--sizes", "1"), Is.EqualTo((1, $"hit-ratio: Name a trace, or ask for --worst. See --help.{Environment.NewLine}")));
    }

    private static (int ExitCode, string Errors) Run(params string[] args)
    {
        TextWriter errors = Console.Error;
        using StringWriter told = new();
        Console.SetError(told);
        try
        {
            return (HitRatioCommand.Run(args), told.ToString());
        }
        finally
        {
            Console.SetError(errors);
        }
    }
}
