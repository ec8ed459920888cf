using System.Reflection;
using System.Runtime.Loader;
using MappingCache.Native.Linux;
using MappingCache.Platform.Linux.Guard;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A second copy of the library in this process, as two plug-ins may bring one each. All that is its own is reached by reflection: to this copy its types are foreign.</summary>
internal sealed class AnotherCopy
{
    private readonly Assembly _core;
    private readonly Assembly _platform;
    private readonly dynamic _cache;

    /// <summary>Loads it and creates a cache of its own.</summary>
    /// <param name="leases">Whether that takes leases on files.</param>
    public AnotherCopy(FileLeaseMode leases = FileLeaseMode.Off)
    {
        AssemblyLoadContext context = new("a second copy");
        _core = context.LoadFromAssemblyPath(typeof(WindowCache).Assembly.Location);
        _ = context.LoadFromAssemblyPath(typeof(LinuxCalls).Assembly.Location);
        _platform = context.LoadFromAssemblyPath(typeof(WindowCacheFactory).Assembly.Location);
        object options = Activator.CreateInstance(Type<WindowCacheOptions>())!;
        Type<WindowCacheOptions>().GetProperty(nameof(WindowCacheOptions.FileLeases))!.SetValue(options, Enum.ToObject(Type<FileLeaseMode>(), (int)leases));
        object cache = _platform.GetType(typeof(WindowCacheFactory).FullName!)!.GetMethod(nameof(WindowCacheFactory.Create))!.Invoke(null, [options])!;
        Assert.That(cache.GetType(), Is.Not.EqualTo(typeof(WindowCache)));
        _cache = cache;
    }

    /// <summary>What its cache counts.</summary>
    public dynamic Statistics => _cache.GetStatistics();

    /// <summary>Whether its guard is the first to be told.</summary>
    public bool IsFirst => (bool)_platform.GetType(typeof(BusGuard).FullName!)!.GetMethod(nameof(BusGuard.IsFirst))!.Invoke(null, null)!;

    /// <summary>Opens a file in its cache and holds the first window.</summary>
    public dynamic Hold(string path)
    {
        dynamic file = Type<WindowCache>().GetMethod(nameof(WindowCache.Open))!.Invoke((object)_cache, [path, null])!;
        return file.AcquireAsync(0L, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private Type Type<T>() => _core.GetType(typeof(T).FullName!)!;
}
