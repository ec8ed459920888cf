using FsCheck;
using FsCheck.Fluent;

namespace MappingCache.Tests.Schedules;

/// <summary>Random sequences of commands, which are shrunk to the shortest that still fails.</summary>
internal static class Commands
{
    private static readonly Gen<Command> s_any =
        from kind in Gen.Frequency(
            (8, Gen.Constant(CommandKind.Touch)),
            (4, Gen.Constant(CommandKind.Hold)),
            (5, Gen.Constant(CommandKind.Release)),
            (3, Gen.Constant(CommandKind.Light)),
            (1, Gen.Constant(CommandKind.Share)),
            (1, Gen.Constant(CommandKind.Invalidate)),
            (1, Gen.Constant(CommandKind.Trim)),
            (1, Gen.Constant(CommandKind.Resize)),
            (1, Gen.Constant(CommandKind.Grow)))
        from file in Gen.Choose(0, Sizes.Files - 1)
        from number in kind switch
        {
            CommandKind.Trim => Gen.Choose(0, Sizes.Slots),
            CommandKind.Resize => Gen.Choose(1, Sizes.MaxSlots),
            _ => Gen.Choose(0, Sizes.Windows - 1),
        }
        select new Command(kind, file, number);

    public static Arbitrary<Command[]> Any { get; } = Arb.Array(Arb.From(s_any));
}
