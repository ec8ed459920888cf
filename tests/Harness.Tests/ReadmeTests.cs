using MappingCache.Harness;
using MappingCache.Harness.Data;
using MappingCache.Harness.Reporting;

namespace MappingCache.Tests.Harness;

public sealed class ReadmeTests
{
    private static string Readme => File.ReadAllText(Path.Combine(Tree.Root, ReadmeBlock.File));

    [Test]
    public void The_readmes_figures_are_those_of_the_result_that_it_names()
    {
        string readme = Readme;
        RunResult run = ResultFolder.Load(Tree.ResultsOf(ReadmeBlock.ResultOf(readme)));

        Assert.That(ReadmeBlock.With(readme, run), Is.EqualTo(readme), "run ./run-perf.sh readme RESULT");
        Assert.That(run.IsClean, Is.True, "the result is one commit's");
    }

    [Test]
    public void A_figure_that_was_changed_by_hand_is_found_out()
    {
        int digit = Readme.IndexOf(" ns |", StringComparison.Ordinal) - 1;
        string readme = $"{Readme[..digit]}{(Readme[digit] == '1' ? '2' : '1')}{Readme[(digit + 1)..]}";
        RunResult run = ResultFolder.Load(Tree.ResultsOf(ReadmeBlock.ResultOf(readme)));

        Assert.That(ReadmeBlock.With(readme, run), Is.Not.EqualTo(readme));
    }

    [Test]
    public void A_readme_without_a_place_for_figures_is_refused() =>
        Assert.That(() => ReadmeBlock.ResultOf("# Nothing"), Throws.InstanceOf<HarnessException>());
}
