using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Files that are deleted or replaced while windows of them are mapped.</summary>
[LinuxOnly("Windows replaces no mapped file, and what is deleted keeps its name while it is open; see WindowsNeighbourTests")]
public sealed class DeletedFileTests : RunningFixture
{
    [Test]
    public void A_deleted_file_gives_its_space_back_when_it_is_invalidated([Values] bool held)
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 3 * Window));
        Touch(file, 0, 1, 2);
        WindowLease? lease = held ? file.AcquireAsync(Window).AsTask().Result : null;
        File.Delete(file.Path);

        Cache.Invalidate(file);
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(held ? 1 : 0));
        Assert.That(lease is null || FileContent.Matches(lease.Span, 1, Window), "for its holder it is still there");
        lease?.Dispose();
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero, "the last release has unmapped it");
    }

    [Test]
    public void A_deleted_or_replaced_file_without_a_handle_gives_its_space_back_with_the_next_maintenance([Values] bool replaced)
    {
        UInt128 inode;
        using (MappedFile file = Cache.Open(Folder.Write("file", 1, 2 * Window)))
        {
            inode = file.Identity.Number;
            Touch(file, 0, 1);
        }

        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(MappedAreas.Count(inode), Is.Positive, "it is still there, and so are its windows");
        if (replaced)
        {
            File.Move(Folder.Write("new", 2, 100), Folder["file"], overwrite: true);
        }
        else
        {
            File.Delete(Folder["file"]);
        }

        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(MappedAreas.Count(inode), Is.Zero);
        Assert.That(Cache.GetStatistics().Files, Is.Zero);
    }

    [Test]
    public void A_file_that_was_deleted_while_its_descriptor_was_closed_is_read_as_far_as_it_is_mapped()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 2 * Window));
        Touch(file, 0);
        CloseDescriptorOf(file);
        File.Delete(file.Path);

        Touch(file, 0);
        Assert.That(() => Touch(file, 1), Throws.TypeOf<MappingException>().With.Message.Contains("moved or deleted").And.Property("ErrorCode").EqualTo(2));
    }
}
