using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace MappingCache.Tests.Support;

/// <summary>Skips what Windows can do and Wine cannot, and says what that is.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NotUnderWineAttribute(string reason) : NUnitAttribute, IApplyToTest
{
    public string Reason { get; } = reason;

    public void ApplyToTest(Test test)
    {
        if (Wine.IsRunning && test.RunState != RunState.NotRunnable)
        {
            test.RunState = RunState.Skipped;
            test.Properties.Set(PropertyNames.SkipReason, $"Not under Wine: {Reason}");
        }
    }
}
