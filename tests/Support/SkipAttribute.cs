using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace MappingCache.Tests.Support;

/// <summary>Skips what a system is not meant for, or cannot do, and says why.</summary>
/// <param name="skips">Whether it is this system.</param>
/// <param name="reason">Why.</param>
public abstract class SkipAttribute(bool skips, string reason) : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (skips && test.RunState != RunState.NotRunnable)
        {
            test.RunState = RunState.Skipped;
            test.Properties.Set(PropertyNames.SkipReason, reason);
        }
    }
}
