using MappingCache.Harness;
using MappingCache.Harness.Contestants;
using MappingCache.Harness.Rounds;
using MappingCache.Harness.Senders;
using MappingCache.Harness.Workloads;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Harness;

[LinuxOnly("the harness measures on Linux")]
public sealed class VerifierTests
{
    private static readonly Workload s_bundle = new(Size: 3000, Bundle: 4, Files: 8, Threads: 1, IsCold: false);
    private static readonly Workload s_large = new(Size: 300_001, Bundle: 1, Files: 3, Threads: 1, IsCold: false);

    private static IEnumerable<string> Managed => ContestantCatalog.Managed.Keys;

    private static IEnumerable<string> Native => ContestantCatalog.Native.Keys;

    [Test]
    public void A_sender_without_a_fault_passes()
    {
        using TestFiles files = new(s_bundle);

        Assert.That(() => Verifier.Check(EntryOf(SenderFault.None), files), Throws.Nothing);
    }

    [TestCase(SenderFault.OtherHeader)]
    [TestCase(SenderFault.OtherOrder)]
    [TestCase(SenderFault.OtherByte)]
    [TestCase(SenderFault.ByteLess)]
    [TestCase(SenderFault.ByteMore)]
    public void A_sender_with_a_fault_is_caught(SenderFault fault)
    {
        using TestFiles files = new(s_bundle);

        Assert.That(() => Verifier.Check(EntryOf(fault), files), Throws.TypeOf<HarnessException>().With.Message.StartsWith("twin sends "));
    }

    [TestCaseSource(nameof(Managed))]
    public void Contestants_send_every_byte(string name)
    {
        Lineup lineup = new(wanted => wanted == name, program: null);
        if (lineup.Notices.Count > 0)
        {
            Assert.Ignore(lineup.Notices[0]);
        }

        CheckAll(lineup);
    }

    [TestCaseSource(nameof(Native))]
    public void C_programs_send_every_byte(string name)
    {
        if (!NativeProgram.TryCompile("send.c", out NativeProgram? program, out string? notice))
        {
            Assert.Ignore(notice);
        }

        using (program)
        {
            CheckAll(new Lineup(wanted => wanted == name, program));
        }
    }

    private static void CheckAll(Lineup lineup)
    {
        foreach (Workload workload in (Workload[])[s_bundle, s_large])
        {
            using TestFiles files = new(workload);
            using Entry entry = lineup.Enter().Single();
            Assert.That(() => Verifier.Check(entry, files), Throws.Nothing, workload.Name);
        }
    }

    private static Entry EntryOf(SenderFault fault) =>
        new("twin", (files, threads, receiver) => new ManagedSender(new BrokenSender(fault), files, threads, receiver));
}
