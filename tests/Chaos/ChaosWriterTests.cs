using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Chaos;

/// <summary>The writers and their history. The writer that is a process of its own is this test, run once more.</summary>
[LinuxOnly("it punches holes as Linux does")]
public sealed class ChaosWriterTests
{
    private const int Steps = 2_000;

    [Test]
    public void Writes_what_its_history_says()
    {
        if (WriterProcess.TryRun())
        {
            return;
        }

        using ChaosFiles files = ChaosFiles.Create(3);
        ChaosWriter writer = new(files, own: 0, every: 1, ChaosCuts.Anywhere, ChaosTests.Seed());
        writer.MakeAll();
        for (int i = 0; i < Steps; i++)
        {
            writer.Step();
        }

        for (int file = 0; file < files.Count; file++)
        {
            Assert.That(files.History.Check(file, 0, File.Exists(files.PathOf(file)) ? File.ReadAllBytes(files.PathOf(file)) : []), Is.Null);
        }
    }

    [Test]
    public void Its_history_knows_a_byte_that_nobody_wrote()
    {
        using ChaosFiles files = ChaosFiles.Create(ChaosOptions.DefaultFiles);
        int version = files.History.Begin(file: 1, from: 5, to: 8_192);
        byte[] bytes = new byte[8_192];
        ChaosWord.Fill(bytes, file: 1, version, offset: 0);

        Assert.That(files.History.Check(1, 5, bytes.AsSpan(5)), Is.Null);
        Assert.That(files.History.Check(1, 4, bytes.AsSpan(4)), Does.Contain("at 4 "), "before what was written");
        for (int other = 0; other < files.Count; other++)
        {
            _ = files.History.Begin(other, from: 5, to: 8_192);
            Assert.That(files.History.Check(other, 5, bytes.AsSpan(5)), other == 1 ? Is.Null : Is.Not.Null, "of another file");
        }

        Assert.That(files.History.Check(1, 13, bytes.AsSpan(5)), Is.Not.Null, "at another place");
        bytes[4_097] = 0;
        Assert.That(files.History.Check(1, 5, bytes.AsSpan(5)), Does.Contain("at 4,097 "));
        ChaosWord.Fill(bytes, file: 1, version + 2, offset: 0);
        Assert.That(files.History.Check(1, 5, bytes.AsSpan(5)), Is.Not.Null, "of a version that is to come");
        files.History.Punch(1, page: 1);
        Assert.That(files.History.Check(1, 4_096, new byte[4_096]), Is.Null);
        Assert.That(files.History.Check(1, 0, new byte[4_096]), Is.Not.Null);
    }
}
