using System.Net;
using System.Net.Sockets;
using MappingCache.Platform.Linux.Serving;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What one connection may send at a stretch, and what becomes of the rest.</summary>
[LinuxOnly("the transport is Linux's")]
public sealed class SocketOutputTests
{
    private const int Piece = 32 * 1024;
    private const int Pieces = 4;

    private TempFolder _folder = null!;
    private WindowCache _cache = null!;
    private MappedFile _file = null!;
    private Socket _sender = null!;
    private Socket _receiver = null!;

    [SetUp]
    public void Create()
    {
        _folder = new TempFolder();
        _cache = WindowCache.Create(new WindowCacheOptions { SlotCount = 8 });
        _file = _cache.Open(_folder.Write("file", 1, Pieces * Piece));
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sender.Connect(listener.LocalEndPoint!);
        _sender.Blocking = false;
        _receiver = listener.Accept();
    }

    [TearDown]
    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        _file.Dispose();
        IReadOnlyList<string> findings = [.. _cache.Audit()];
        _cache.Dispose();
        _folder.Dispose();
        Assert.That(findings, Is.Empty);
    }

    [Test]
    public void After_a_quantum_others_have_their_turn()
    {
        SocketOutput output = Filled(quantum: Piece);

        for (int sent = 1; sent < Pieces; sent++)
        {
            Assert.That(sent == 1 ? output.Send() : output.Run(), Is.EqualTo(SendStep.HadItsTurn));
            Assert.That(output.TotalSent, Is.EqualTo(sent * Piece));
            Assert.That(output.Send(), Is.EqualTo(SendStep.NotMine), "it is still its own turn");
        }

        Assert.That(output.Run(), Is.EqualTo(SendStep.Done));
        Assert.That(output.IsEmpty);
        Assert.That(Received(), Is.EqualTo(FileContent.Of(1, Pieces * Piece)));
    }

    [Test]
    public void Below_a_quantum_everything_goes_at_once()
    {
        SocketOutput output = Filled(quantum: Pieces * Piece);

        Assert.That(output.Send(), Is.EqualTo(SendStep.Done));
        Assert.That(output.TotalSent, Is.EqualTo(Pieces * Piece));
        Assert.That(Received(), Is.EqualTo(FileContent.Of(1, Pieces * Piece)));
    }

    [Test]
    public void What_is_left_when_it_is_closed_is_given_up()
    {
        SocketOutput output = Filled(quantum: Piece);
        Assert.That(output.Send(), Is.EqualTo(SendStep.HadItsTurn));

        Assert.That(output.Close(), Is.False, "whoever had its turn still has it");
        Assert.That(output.Run(), Is.EqualTo(SendStep.Closing));
        output.Clear();

        Assert.That(output.IsEmpty);
        Assert.That(output.TotalSent, Is.EqualTo(Piece));
    }

    // The memory of what was sent comes back by a piece without a byte, if more of it might have been written.
    [Test]
    public void A_piece_without_a_byte_is_over_with_what_comes_before_it([Values] bool isLate)
    {
        SocketOutput output = new(new ServedSocket((int)_sender.Handle), gatherLimit: 0, quantum: Piece);
        byte[] bytes = FileContent.Of(1, Pieces * Piece);
        using CancellationTokenSource owner = new();
        output.Append(bytes, owner: null);
        if (isLate)
        {
            output.Publish();
            Assert.That(output.Send(), Is.EqualTo(SendStep.Done));
        }

        output.Append(ReadOnlyMemory<byte>.Empty, owner);
        output.Publish();

        Assert.That(output.Send(), Is.EqualTo(SendStep.Done));
        Assert.That(output.IsEmpty);
        Assert.That(() => owner.Token, Throws.InstanceOf<ObjectDisposedException>(), "its owner was disposed");
        Assert.That(Received(), Is.EqualTo(bytes));
    }

    private SocketOutput Filled(long quantum)
    {
        SocketOutput output = new(new ServedSocket((int)_sender.Handle), gatherLimit: 0, quantum);
        for (int index = 0; index < Pieces; index++)
        {
            output.Append(_file, _file.Version, _file.Changes, index * Piece, Piece);
        }

        output.Publish();
        return output;
    }

    private byte[] Received()
    {
        byte[] bytes = new byte[Pieces * Piece];
        for (int got = 0; got < bytes.Length;)
        {
            int more = _receiver.Receive(bytes.AsSpan(got));
            Assert.That(more, Is.GreaterThan(0));
            got += more;
        }

        return bytes;
    }
}
