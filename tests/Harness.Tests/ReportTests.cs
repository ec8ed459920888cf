using System.Xml.Linq;
using MappingCache.Harness;
using MappingCache.Harness.Data;
using MappingCache.Harness.Reporting;
using MappingCache.Harness.Reporting.Charts;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Harness;

public sealed class ReportTests
{
    private static readonly XNamespace s_none = XNamespace.None;

    private static RunResult Committed => ResultFolder.Load(Tree.ResultsOf(ReadmeBlock.ResultOf(File.ReadAllText(Path.Combine(Tree.Root, ReadmeBlock.File)))));

    [Test]
    public void The_page_is_whole_and_needs_nothing_else()
    {
        XElement page = Parse(HtmlReport.Of(RunReport.Of(Committed, Committed)));

        string[] ids = [.. page.DescendantsAndSelf().Attributes("id").Select(static id => id.Value)];
        Assert.That(ids, Is.Unique);
        Assert.That(page.Descendants().Attributes("href").Select(static link => link.Value), Has.All.StartWith("#"));
        Assert.That(page.Descendants().Attributes("href").Select(static link => link.Value[1..]), Is.SubsetOf(ids));
        Assert.That(page.Descendants().Attributes("src"), Is.Empty);
        Assert.That(page.ToString(), Does.Not.Contain("NaN").And.Not.Contain("<script").And.Not.Contain("url("));
    }

    [Test]
    public void Every_drawing_is_told_in_words_too()
    {
        XElement page = Parse(HtmlReport.Of(RunReport.Of(Committed, baseline: null)));
        XElement[] drawings = [.. page.Descendants(s_none + "svg").Where(static svg => svg.Attribute("role")?.Value == "img")];

        Assert.That(drawings, Has.Length.GreaterThan(5));
        foreach (XElement drawing in drawings)
        {
            string[] names = drawing.Attribute("aria-labelledby")!.Value.Split(' ');
            Assert.That(names.Select(name => drawing.Elements().Single(element => element.Attribute("id")?.Value == name).Value), Has.All.Not.Empty);
            Assert.That(drawing.Parent!.Descendants(s_none + "table").Count(), Is.EqualTo(1), "the numbers as a table");
        }
    }

    [Test]
    public void A_run_that_is_compared_with_itself_has_not_changed()
    {
        RunReport report = RunReport.Of(Committed, Committed);

        Assert.That(report.Changes, Is.Not.Empty);
        Assert.That(report.Told, Is.Empty);
    }

    [Test]
    public void A_part_is_read_as_it_was_written()
    {
        using TempFolder folder = new();
        PartResult written = new(
            PartNames.Memory, Committed.Parts[0].Machine, "full", 3, ["a notice"], [new Figure("family", "case", 4096, Figure.Bytes, 1, "cache", Quantities.Memory, Reference: null, [1.5, 2])]);
        ResultFolder.Save(written, ResultFolder.FileOf(folder.Path, PartNames.Memory));
        PartResult read = ResultFolder.Load(folder.Path).Parts.Single();

        Assert.That(read.Figures.Single() with { Rounds = [] }, Is.EqualTo(written.Figures.Single() with { Rounds = [] }));
        Assert.That(read.Figures.Single().Rounds, Is.EqualTo(written.Figures.Single().Rounds));
        Assert.That(read.Notices, Is.EqualTo(written.Notices));
    }

    [TestCase("{}")]
    [TestCase("nothing")]
    [TestCase("{ \"machine\": null }")]
    public void What_is_no_result_is_refused(string content)
    {
        using TempFolder folder = new();
        File.WriteAllText(ResultFolder.FileOf(folder.Path, PartNames.Micro), content);

        Assert.That(() => ResultFolder.Load(folder.Path), Throws.InstanceOf<HarnessException>().With.Message.Contains(PartNames.Micro));
    }

    [TestCase(0.3, 500)]
    [TestCase(0.98, 1.07)]
    [TestCase(1, 1.6)]
    [TestCase(7, 7)]
    public void Axes_have_a_few_round_numbers_within(double low, double high)
    {
        foreach (Scale scale in (Scale[])[Scale.Logarithmic([low, high], 0, 100), Scale.Linear([low, high], 0, 100)])
        {
            Assert.That(scale.Ticks, Has.Count.InRange(2, 8), string.Join(' ', scale.Ticks));
            Assert.That(scale.Ticks.Select(scale.Of), Has.All.InRange(0, 100));
            Assert.That(scale.Ticks, Is.Ordered.And.Unique);
        }
    }

    // HTML's marks without an end, which XML does not know.
    private static XElement Parse(string page) => XElement.Parse(
        page.Replace("<!DOCTYPE html>\n", "", StringComparison.Ordinal)
            .Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", StringComparison.Ordinal));
}
