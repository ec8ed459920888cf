using NUnit.Framework;

namespace MappingCache.Model;

/// <summary>What the product counts as a step between which another thread can make a difference is a step of the model, too. Whoever adds one finds out here that the model has to follow.</summary>
public sealed class SchedulePointTests
{
    private static readonly Dictionary<SchedulePoint, At> s_steps = new()
    {
        [SchedulePoint.Pin] = At.Pin,
        [SchedulePoint.Unpin] = At.Unpin,
        [SchedulePoint.LookForWaiters] = At.UnpinCount,
        [SchedulePoint.BeginMap] = At.BeginMap,
        [SchedulePoint.Publish] = At.Publish,
        [SchedulePoint.SendBack] = At.SendBack,
        [SchedulePoint.Map] = At.Map,
        [SchedulePoint.EndMap] = At.MapDone,
        [SchedulePoint.ForgetFailed] = At.FailClear,
        [SchedulePoint.WakeFollowers] = At.WakeFollowers,
        [SchedulePoint.LightAllow] = At.LightAllow,
        [SchedulePoint.LightName] = At.LightNameFirst,
        [SchedulePoint.LightLook] = At.LightLook,
        [SchedulePoint.LightEnded] = At.LightCount,
        [SchedulePoint.LightForbid] = At.ForbidSwap,
        [SchedulePoint.LightBarrier] = At.BarrierVisit,
        [SchedulePoint.LookForLight] = At.HoldPlace,
        [SchedulePoint.LightRestore] = At.Restore,
        [SchedulePoint.ClearEntry] = At.Vacate,
        [SchedulePoint.Detach] = At.DetachMark,
        [SchedulePoint.Unmap] = At.Unmap,
        [SchedulePoint.PushFree] = At.PushFree,
        [SchedulePoint.Serve] = At.ServeCount,
        [SchedulePoint.QueueUp] = At.Enqueue,
        [SchedulePoint.Queued] = At.EnqueueRead,
        [SchedulePoint.LookAgain] = At.LookCount,
        [SchedulePoint.LookAtSlot] = At.LookSlot,
        [SchedulePoint.Closing] = At.CloseQueue,
        [SchedulePoint.Spin] = At.ReadEntry,
    };

    [Test]
    public void Every_schedule_point_is_a_step_of_the_model()
    {
        Assert.That(s_steps.Keys, Is.EquivalentTo(Enum.GetValues<SchedulePoint>()));
        Assert.That(s_steps.Values, Is.SubsetOf(Protocol.AllSteps));
        Assert.That(s_steps.Values, Is.Unique);
    }
}
