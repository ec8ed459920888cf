using MappingCache.Platform;
using MappingCache.Platform.Linux;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

[LinuxOnly("the control groups of Linux")]
public sealed class LinuxMemoryPressureTests
{
    private TempFolder _folder = null!;
    private (long Load, long High, long Collection) _collector;
    private LinuxMemoryPressure _pressure = null!;

    [SetUp]
    public void Create()
    {
        _folder = new TempFolder();
        Directory.CreateDirectory(_folder["a/b"]);
        File.WriteAllText(_folder["own"], "4:memory:/x\n0::/a/b\n");
        _collector = (0, 100, 0);
        _pressure = new LinuxMemoryPressure(_folder.Path, _folder["own"], new CollectorPressure(() => _collector));
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void Files_that_are_not_there_say_nothing()
    {
        Assert.That(_pressure.Read(), Is.EqualTo(MemoryPressure.None));
        File.Delete(_folder["own"]);
        Assert.That(_pressure.Read(), Is.EqualTo(MemoryPressure.None));
    }

    [TestCase("max", "max", "1000", "0", MemoryPressure.None)]
    [TestCase("1000", "max", "899", "0", MemoryPressure.None)]
    [TestCase("1000", "max", "900", "0", MemoryPressure.Some)]
    [TestCase("1000", "max", "950", "0", MemoryPressure.Much)]
    [TestCase("max", "1000", "950", "0", MemoryPressure.Much)]
    [TestCase("2000", "1000", "950", "0", MemoryPressure.Much)]
    [TestCase("1000", "2000", "950", "0", MemoryPressure.Much)]
    [TestCase("1000", "max", "1000", "500", MemoryPressure.None)]
    public void The_lower_limit_counts_against_what_is_not_merely_cached(string max, string high, string current, string inactive, object expected)
    {
        Write("memory.max", max);
        Write("memory.high", high);
        Write("memory.current", current);
        Write("memory.stat", $"anon 1\nfile 2\ninactive_file {inactive}\nactive_file 3");

        Assert.That(_pressure.Read(), Is.EqualTo(expected));
    }

    [TestCase("9.99", "0.00", MemoryPressure.None)]
    [TestCase("10.00", "9.99", MemoryPressure.Some)]
    [TestCase("50.00", "10.00", MemoryPressure.Much)]
    public void Stalls_count(string some, string full, object expected)
    {
        Write("memory.pressure", $"some avg10={some} avg60=99.00 avg300=99.00 total=1\nfull avg10={full} avg60=99.00 avg300=99.00 total=1");

        Assert.That(_pressure.Read(), Is.EqualTo(expected));
    }

    [Test]
    public void What_the_collector_saw_counts_once()
    {
        _collector = (100, 100, 1);
        Assert.That(_pressure.Read(), Is.EqualTo(MemoryPressure.Some));
        Assert.That(_pressure.Read(), Is.EqualTo(MemoryPressure.None), "the same collection says nothing new");
        _collector = (99, 100, 2);
        Assert.That(_pressure.Read(), Is.EqualTo(MemoryPressure.None));
        _collector = (101, 100, 3);
        Assert.That(_pressure.Read(), Is.EqualTo(MemoryPressure.Some));
    }

    [Test]
    public void This_machine_can_be_read() => Assert.That(() => new LinuxMemoryPressure().Read(), Throws.Nothing);

    private void Write(string name, string text) => File.WriteAllText(_folder["a/b/" + name], text + "\n");
}
