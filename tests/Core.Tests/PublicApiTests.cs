using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class PublicApiTests
{
    [Test]
    public void The_public_face_is_the_one_that_is_written_down() => PublicApi.MustBe(typeof(WindowCache).Assembly, "Core.PublicApi.txt");
}
