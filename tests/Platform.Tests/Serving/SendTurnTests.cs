using MappingCache.Platform.Linux.Serving;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Whose turn it is to send, at each crossing of those who want it.</summary>
public sealed class SendTurnTests
{
    private SendTurn _turn;

    [SetUp]
    public void Begin() => _turn = default;

    [Test]
    public void One_has_the_turn_until_it_ends()
    {
        Assert.That(_turn.TryBegin());
        Assert.That(_turn.TryBegin(), Is.False);
        Assert.That(_turn.TryEnd(), Is.False, "who came meanwhile may have added something");
        Assert.That(_turn.TryEnd());
        Assert.That(_turn.TryBegin());
    }

    [Test]
    public void A_full_socket_is_left_to_whoever_is_told_of_room()
    {
        Assert.That(_turn.TryBegin());
        Assert.That(_turn.TryBlock());
        Assert.That(_turn.TryBegin(), Is.False, "there is no room");
        Assert.That(_turn.TryResume());
        Assert.That(_turn.TryEnd());
    }

    [Test]
    public void Room_that_comes_before_the_note_of_a_full_socket_is_not_lost()
    {
        Assert.That(_turn.TryBegin());
        Assert.That(_turn.TryResume(), Is.False, "somebody has the turn");
        Assert.That(_turn.TryBlock(), Is.False, "and tries again");
        Assert.That(_turn.TryBlock());
        Assert.That(_turn.TryResume());
    }

    [Test]
    public void Room_is_nothing_to_a_socket_with_nothing_to_send() => Assert.That(_turn.TryResume(), Is.False);

    [Test]
    public void Whoever_has_the_turn_closes()
    {
        Assert.That(_turn.TryBegin());
        Assert.That(_turn.Close(), Is.False, "somebody is sending");
        Assert.That(_turn.IsClosed);
        Assert.That(_turn.TryEnd(), Is.False);
        Assert.That(_turn.TryBlock(), Is.False);
        Assert.That(_turn.TryBegin(), Is.False);
        Assert.That(_turn.TryResume(), Is.False);
    }

    [Test]
    public void If_nobody_has_it_the_first_to_close_does([Values] bool isFull)
    {
        if (isFull)
        {
            Assert.That(_turn.TryBegin());
            Assert.That(_turn.TryBlock());
        }

        Assert.That(_turn.Close());
        Assert.That(_turn.Close(), Is.False);
        Assert.That(_turn.TryBegin(), Is.False);
        Assert.That(_turn.TryResume(), Is.False);
    }
}
