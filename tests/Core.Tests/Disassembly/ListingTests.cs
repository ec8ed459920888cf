using NUnit.Framework;

namespace MappingCache.Tests.Disassembly;

public sealed class ListingTests
{
    // As the JIT writes them: a pin that may have to be tried again or made elsewhere, a finally block with its release,
    // and the copy of it for exceptions.
    private const string Pin = """
        ; Assembly listing for method Some.Type:Pin(long):int (Tier1)
        ; Emitting BLENDED_CODE for generic X64 + VEX + EVEX on Unix

        G_M000_IG01:                ;; offset=0x0000
               push     rbp

        G_M000_IG02:                ;; offset=0x0001
               mov      rdi, 0x7F362FCA0D68
               mov      rax, 0x7F363036A4B0
               call     rax
               mov      rax, rdx
               lock
               cmpxchg  qword ptr [rdi], rcx
               jne      SHORT G_M000_IG06

        G_M000_IG03:                ;; offset=0x0020
               call     G_M000_IG07
               nop

        G_M000_IG04:                ;; offset=0x0026
               pop      rbp
               ret

        G_M000_IG05:                ;; offset=0x0030
               call     [Some.Type:Slowly():this]
               jmp      SHORT G_M000_IG03

        G_M000_IG06:                ;; offset=0x0038
               cmp      rax, 1
               jne      G_M000_IG02
               jmp      SHORT G_M000_IG05

        G_M000_IG07:                ;; offset=0x0040
               push     rax
               test     rsi, rsi
               je       SHORT G_M000_IG09

        G_M000_IG08:                ;; offset=0x0046
               call     [Some.Type:Stamp():this]

        G_M000_IG09:                ;; offset=0x004C
               lock
               xadd     qword ptr [rdx], rsi
               ret

        G_M000_IG10:                ;; offset=0x0060
               lock
               xadd     qword ptr [rdx], rsi
               ret

        ; Total bytes of code 100
        """;

    private static Listing Found => Listing.Find($"{Of("Pin", "Tier0", "int3")}\n{Pin}\n{Of("Pinned", "Tier1", "int3")}", "Type:Pin", "Tier1");

    [Test]
    public void A_method_is_found_by_its_name_and_tier()
    {
        Assert.That(Found.StraightWay()[0].ToString(), Is.EqualTo("push rbp"));
        Assert.That(() => Listing.Find(Pin, "Type:Pin", "Tier0"), Throws.ArgumentException);
        Assert.That(() => Listing.Find(Pin, "Type:Pi", "Tier1"), Throws.ArgumentException);
    }

    [Test]
    public void The_straight_way_leaves_calls_aside_that_can_be_gone_around_and_follows_finally()
    {
        const string Way = """
            push rbp
            mov rdi, 0x7F362FCA0D68
            mov rax, 0x7F363036A4B0
            call rax
            mov rax, rdx
            lock cmpxchg qword ptr [rdi], rcx
            jne SHORT G_M000_IG06
            call G_M000_IG07
            push rax
            test rsi, rsi
            je SHORT G_M000_IG09
            lock xadd qword ptr [rdx], rsi
            ret
            nop
            pop rbp
            ret
            """;
        Assert.That(string.Join('\n', Found.StraightWay()), Is.EqualTo(Way));
        Assert.That(HitRules.Shared.Broken(Found), Is.Empty);
    }

    [Test]
    public void What_only_exceptions_lead_to_is_not_reachable_and_every_branch_is()
    {
        Assert.That(Found.Reachable().Count(static instruction => instruction.IsLocked), Is.EqualTo(2));
        Assert.That(Found.Reachable().Select(static instruction => instruction.Operands), Has.Some.EqualTo("[Some.Type:Slowly():this]"));
    }

    [Test]
    public void A_way_in_a_circle_is_refused() =>
        Assert.That(() => new Listing(["G_M000_IG01:", "nop", "jmp SHORT G_M000_IG01"]).StraightWay(), Throws.InvalidOperationException);

    [TestCase("lock\n inc dword ptr [rdi]", "1 locked instructions, not 0")]
    [TestCase("xchg qword ptr [rdi], rax", "1 locked instructions, not 0")]
    [TestCase("lock\n or dword ptr [rsp], 0", "1 locked instructions, not 0")]
    [TestCase("call CORINFO_HELP_NEWSFAST", "calls CORINFO_HELP_NEWSFAST")]
    [TestCase("call [r11]System.IDisposable:Dispose():this", "calls [r11]System.IDisposable:Dispose():this")]
    [TestCase("call rcx ; Interop+Sys:GetTimestamp():long", "calls rcx ; Interop+Sys:GetTimestamp():long")]
    [TestCase("call rax\n call rax", "looks for the thread's block twice")]
    [TestCase("rdtsc", "rdtsc")]
    [TestCase("tail.jmp [Some.Type:Slowly():this]", "tail.jmp [Some.Type:Slowly():this]")]
    [TestCase("je SHORT G_M000_IG08\n call [Some.Type:One()]\nG_M000_IG08:\n call [Some.Type:Two()]", "calls [Some.Type:One()]")]
    public void What_a_hit_may_not_do_is_named(string code, string found) =>
        Assert.That(HitRules.Light.Broken(Listing.Find(Of("Hit", "Tier1", code), "Type:Hit", "Tier1")), Has.Some.EqualTo(found));

    [TestCase("xchg ax, ax")]
    [TestCase("call rax")]
    [TestCase("je SHORT G_M000_IG08\n call [Some.Type:One()]\nG_M000_IG08:\n nop")]
    public void What_it_may_do_is_not(string code) =>
        Assert.That(HitRules.Light.Broken(Listing.Find(Of("Hit", "Tier1", code), "Type:Hit", "Tier1")), Is.Empty);

    private static string Of(string method, string tier, string code) =>
        $"; Assembly listing for method Some.Type:{method}():int ({tier})\n\nG_M000_IG01: ;; offset=0x0000\n {code}\n ret\n";
}
