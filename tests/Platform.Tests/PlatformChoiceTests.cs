using MappingCache.Platform.Linux;
using MappingCache.Platform.Windows;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

public sealed class PlatformChoiceTests
{
    [Test]
    public void Each_system_has_its_own_part()
    {
        Assert.That(WindowCacheFactory.Choose(isLinux: true, isWindowsWithPlaceholders: false), Is.TypeOf<LinuxPlatform>());
        Assert.That(WindowCacheFactory.Choose(isLinux: false, isWindowsWithPlaceholders: true), Is.TypeOf<WindowsPlatform>());
    }

    [Test]
    public void A_system_that_has_none_is_told_which_have() =>
        Assert.That(
            () => WindowCacheFactory.Choose(isLinux: false, isWindowsWithPlaceholders: false),
            Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains("Windows 10 version 1803").And.Message.Contains("Linux").And.Message.Contains($"{Environment.OSVersion}"));
}
