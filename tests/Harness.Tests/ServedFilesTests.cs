using MappingCache.Harness.Http;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Harness;

[LinuxOnly("servers are bound to a processor")]
public sealed class ServedFilesTests
{
    [TestCase(nameof(HostKind.Kestrel))]
    [TestCase(nameof(HostKind.Static))]
    [TestCase(nameof(HostKind.Inline))]
    [TestCase(nameof(HostKind.Dispatch))]
    public void Every_server_that_is_measured_is_found_to_send_the_files(string kind)
    {
        using HttpFiles files = new([1000, 100_000], mixFiles: 1);
        using HttpServerProcess server = new HostedServer("server", Enum.Parse<HostKind>(kind)).Start(files);

        Assert.That(() => HttpPart.Verify(server, files, [1000, 100_000]), Throws.Nothing);
        Assert.That(server.SecureAddress, Is.Not.Null);
        Assert.That(server.CpuMicroseconds, Is.Positive);
    }

    [Test]
    public void One_that_sends_something_else_is_found_out()
    {
        using HttpFiles files = new([1000], mixFiles: 1);
        using HttpFiles others = new([1000], mixFiles: 1);
        string name = HttpFiles.NameOf(1000);
        File.WriteAllBytes(Path.Combine(others.Folder, name), new byte[1000]);
        using HttpServerProcess server = new HostedServer("server", HostKind.Kestrel).Start(files);

        Assert.That(() => HttpPart.Verify(server, others, [1000]), Throws.Exception.With.Message.Contains(name));
    }
}
