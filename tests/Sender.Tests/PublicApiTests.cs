using MappingCache.Tests.Support;

namespace MappingCache.Tests;

public sealed class PublicApiTests
{
    [Test]
    public void The_public_face_is_the_one_that_is_written_down() => PublicApi.MustBe(typeof(FileSender).Assembly, "Sender.PublicApi.txt");
}
