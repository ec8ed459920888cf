using System.Diagnostics;
using MappingCache.Harness.Data;
using MappingCache.Harness.Running;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Harness;

public sealed class AllRunTests
{
    [Test]
    public void A_part_is_measured_and_reported_and_what_was_not_is_said_to_be_not_measured()
    {
        using TempFolder folder = new();
        string output = Run(0, "all", "--quick", "--only", PartNames.Memory, "--results", folder.Path);

        Assert.That(output, Does.Contain("== 1 parts"));
        Assert.That(ResultFolder.Load(folder.Path).Find(PartNames.Memory)!.Figures, Is.Not.Empty);
        Assert.That(File.ReadAllText(folder["report.html"]), Does.Contain("<svg"));
        Assert.That(File.ReadAllText(folder["report.md"]), Does.Contain("not measured").And.Contain("A quick run"));

        // Twice the same build, and what is counted: nothing has changed.
        Assert.That(Run(0, "compare", folder.Path, folder.Path), Does.Contain("0 are worse"));
    }

    [Test]
    public void What_was_not_begun_in_time_is_named()
    {
        using TempFolder folder = new();
        _ = Run(0, PartNames.Memory, "--quick", "--budget", "0", "--json", folder["memory.json"]);

        Assert.That(ResultFolder.Load(folder.Path).Find(PartNames.Memory)!.Notices, Has.Some.Contains("left out: the time was over"));
    }

    [Test]
    public void A_folder_without_results_is_refused()
    {
        using TempFolder folder = new();
        _ = Run(1, "report", folder.Path);
    }

    private static string Run(int expected, params string[] arguments)
    {
        (int code, string output) = ChildProgram.Run(new ProcessStartInfo(OwnProgram.Path, arguments));
        Assert.That(code, Is.EqualTo(expected), output);
        return output;
    }
}
