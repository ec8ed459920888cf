using System.Runtime.InteropServices;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace MappingCache.Tests.Support;

/// <summary>Skips what Windows can do and Wine cannot, and says what that is.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NotUnderWineAttribute(string reason) : NUnitAttribute, IApplyToTest
{
    // Windows' own ntdll has no such export.
    private static readonly bool UnderWine = OperatingSystem.IsWindows()
        && NativeLibrary.TryLoad("ntdll.dll", out nint ntdll) && NativeLibrary.TryGetExport(ntdll, "wine_get_version", out _);

    public string Reason { get; } = reason;

    public void ApplyToTest(Test test)
    {
        if (UnderWine && test.RunState != RunState.NotRunnable)
        {
            test.RunState = RunState.Skipped;
            test.Properties.Set(PropertyNames.SkipReason, $"Not under Wine: {Reason}");
        }
    }
}
