using System.Buffers.Binary;
using MappingCache.HitRatio;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.HitRatio;

public sealed class TraceReaderTests
{
    private readonly TempFolder _folder = new();

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_lis_line_asks_for_every_block_of_its_range()
    {
        Trace trace = Read("a.lis", "100 3 0 0\n101 1 0 1\n7 2 0 2\n");

        Assert.That(trace.Requests, Is.EqualTo((int[])[4, 5, 6, 5, 0, 1]), "7, 8, then a gap that counts as three, then 100 to 102");
        Assert.That((trace.Name, trace.Distinct, trace.Span), Is.EqualTo(("a.lis", 5, 7)));
    }

    [Test]
    public void Folded_to_windows_it_asks_for_each_window_that_it_touches_once()
    {
        Trace trace = Read("b.lis", "127 2 0 0\n128 128 0 1\n0 1 0 2\n1000 1 0 3\n", windowSize: 65_536);

        Assert.That(trace.Requests, Is.EqualTo((int[])[0, 1, 1, 0, 4]), "windows 0, 1 and 7");
    }

    [Test]
    public void An_oracle_record_asks_for_the_blocks_of_its_bytes()
    {
        string path = Write("c.oracleGeneral.bin", [.. OracleRecord(10, 1_024), .. OracleRecord(12, 513), .. OracleRecord(10, 0)]);

        Assert.That(new TraceReader(format: null, windowSize: null).Read(path).Requests, Is.EqualTo((int[])[0, 1, 2, 3, 0]));
    }

    [Test]
    public void Keys_of_text_never_follow_one_another()
    {
        Trace trace = Read("keys", $"5\n6\n{long.MaxValue}\n{long.MinValue}\n5");

        Assert.That(trace.Requests, Is.EqualTo((int[])[3, 6, 9, 0, 3]));
    }

    [Test]
    public void Big_endian_keys_of_four_bytes_are_read_from_a_trace()
    {
        string path = Write("d.trace", [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0]);

        Assert.That(new TraceReader(format: null, windowSize: null).Read(path).Requests, Is.EqualTo((int[])[3, 0, 3]));
    }

    [Test]
    public void Blocks_that_follow_one_another_still_do_and_others_do_not()
    {
        Random random = Traces.NewRandom();
        long[] keys = [.. Enumerable.Range(0, 500).Select(_ => (long)random.Next(2_000)).Append(1L << 60)];
        Trace trace = Trace.Of("gaps", keys, areAddresses: true);
        Assert.That(trace.Span, Is.LessThan(1_600));
        for (int i = 0; i < keys.Length; i++)
        {
            for (int j = 0; j < keys.Length; j++)
            {
                long gap = trace.Requests[j] - trace.Requests[i];
                Assert.That(Math.Clamp(gap, -3, 3), Is.EqualTo(Math.Clamp(keys[j] - keys[i], -3, 3)), $"{keys[i]} and {keys[j]}");
            }
        }
    }

    [TestCase("e.lis", "1 1 0 0\n2 x 0 1\n", "line 2: '2 x 0 1'", "--format")]
    [TestCase("f.lis", "1 1 0 0\n\n", "line 2: ''", "--format")]
    [TestCase("g.lis", "1 0 0 0\n", "line 1: '1 0 0 0'", "--format")]
    [TestCase("h.lis", "-1 1 0 0\n", "line 1: '-1 1 0 0'", "--format")]
    [TestCase("i.lis", "9223372036854775807 1 0 0\n", "line 1:", "--format")]
    [TestCase("j.lis", "1 9223372036854775806 0 0\n", "more than 2,147,483,591 requests", "--window")]
    [TestCase("k.txt", "1\ntwo\n", "line 2: 'two'", "--format")]
    [TestCase("l.txt", "99999999999999999999\n", "line 1: '99999999999999999999' is not a number", "--format")]
    [TestCase("empty", "", "format", "lis, oracle, text")]
    [TestCase("m.bin", "\u0001\u0002", "format", "--format: int32, lis, oracle, text")]
    public void What_is_no_trace_is_refused_with_the_place_and_what_to_do(string name, string content, params string[] told)
    {
        TraceException refused = Assert.Throws<TraceException>(() => Read(name, content))!;

        Assert.That(refused.Message, Does.Contain(_folder[name]));
        foreach (string part in told)
        {
            Assert.That(refused.Message, Does.Contain(part));
        }
    }

    [Test]
    public void A_record_that_is_cut_short_is_refused_with_its_offset()
    {
        string path = Write("n.oracleGeneral.bin", [.. OracleRecord(1, 512), .. OracleRecord(2, 512).AsSpan(0, 23)]);

        Assert.That(() => new TraceReader(format: null, windowSize: null).Read(path),
            Throws.TypeOf<TraceException>().With.Message.Contains("offset 24").And.Message.Contains("24 bytes, and 23 are left"));
    }

    [Test]
    public void A_block_that_no_disk_has_is_refused_with_its_offset()
    {
        string path = Write("s.oracleGeneral.bin", [.. OracleRecord(1, 512), .. OracleRecord(-1, 512)]);

        Assert.That(() => new TraceReader(format: null, windowSize: 65_536).Read(path),
            Throws.TypeOf<TraceException>().With.Message.Contains("at offset 24: block 18446744073709551615"));
    }

    [Test]
    public void Keys_are_not_folded_to_windows() =>
        Assert.That(() => Read("o.txt", "1\n2\n", windowSize: 65_536), Throws.TypeOf<TraceException>().With.Message.Contains("Leave --window out"));

    [Test]
    public void A_file_that_is_not_there_is_named() =>
        Assert.That(() => new TraceReader(format: null, windowSize: null).Read(_folder["nowhere"]), Throws.TypeOf<TraceException>().With.Message.Contains("There is no file"));

    [Test]
    public void A_tool_that_is_not_there_is_named() =>
        Assert.That(() => TraceFile.Open(Write("p.zst", []), "no-such-tool"), Throws.TypeOf<TraceException>().With.Message.Contains("'no-such-tool'").And.Message.Contains("Install it"));

    [TestCase("q.lis.zst", "zstd")]
    [TestCase("r.lis.xz", "xz")]
    public void What_its_tool_cannot_decompress_is_refused_in_the_tools_words(string name, string tool)
    {
        string path = Write(name, "no archive"u8.ToArray());
        Assume.That(() => TraceFile.Open(path).Dispose(), Throws.Nothing, $"{tool} is not installed");

        Assert.That(() => new TraceReader(TraceReader.Formats.Single(static format => format.Name == "lis"), windowSize: null).Read(path),
            Throws.TypeOf<TraceException>().With.Message.Contains($"{tool} could not decompress").And.Message.Contains(path));
    }

    private static byte[] OracleRecord(long block, uint bytes)
    {
        byte[] record = new byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(4), block);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12), bytes);
        return record;
    }

    private Trace Read(string name, string content, int? windowSize = null) =>
        new TraceReader(format: null, windowSize).Read(Write(name, System.Text.Encoding.ASCII.GetBytes(content)));

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder[name], content);
        return _folder[name];
    }
}
