namespace MappingCache.Tests.Disassembly;

/// <summary>A method as the JIT lists it (DOTNET_JitDisasm): its instructions, and the ways through them.</summary>
internal sealed class Listing
{
    private const string Heading = "; Assembly listing for method ";
    private const string LabelStart = "G_M";

    private readonly List<Instruction> _code = [];
    private readonly Dictionary<string, int> _labels = [];

    /// <summary>Reads one method's listing.</summary>
    /// <param name="lines">Its lines.</param>
    public Listing(IEnumerable<string> lines)
    {
        bool isLocked = false;
        foreach (string line in lines.Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != ';'))
        {
            if (line.Split(':') is [var label, _] && label.StartsWith(LabelStart, StringComparison.Ordinal))
            {
                _labels.Add(label, _code.Count);
            }
            else if (line == "lock")
            {
                isLocked = true;
            }
            else
            {
                _code.Add(Instruction.Parse(line, isLocked));
                isLocked = false;
            }
        }
    }

    /// <summary>Finds a method among those that the JIT has listed, as it was compiled last in a tier.</summary>
    /// <param name="text">All that was listed.</param>
    /// <param name="method">The method, as Type:Method.</param>
    /// <param name="tier">The tier, as the JIT calls it.</param>
    public static Listing Find(string text, string method, string tier)
    {
        string found = text.Split(Heading).LastOrDefault(part => part.Split('\n')[0] is { } title && title.Contains($"{method}(", StringComparison.Ordinal) && title.TrimEnd().EndsWith($"({tier})", StringComparison.Ordinal))
            ?? throw new ArgumentException($"{method} was not compiled in {tier}", nameof(method));
        return new Listing(found.Split('\n').Skip(1));
    }

    /// <summary>
    /// The way through the method that nothing keeps from going straight on: branches are not taken, but for one thing.
    /// Where straight on means a call that the branch leads past, it is taken, since a call that can be gone around is
    /// how slow paths begin, and the JIT does not move all of them to the end. What no branch leads past is on the way.
    /// A local call, which is how a finally block is entered, is followed.
    /// </summary>
    public IReadOnlyList<Instruction> StraightWay()
    {
        List<Instruction> way = [];
        Stack<int> callers = [];
        for (int at = 0; at < _code.Count;)
        {
            Instruction instruction = _code[at++];
            way.Add(instruction);
            if (way.Count > 2 * _code.Count)
            {
                throw new InvalidOperationException("The straight way goes round in a circle.");
            }

            if (instruction.IsEnd && !callers.TryPop(out at))
            {
                break;
            }

            if (_labels.TryGetValue(instruction.Target, out int target))
            {
                if (instruction.IsCall)
                {
                    callers.Push(at);
                }

                at = !instruction.IsBranch || (Calls(at) && !Calls(target)) ? target : at;
            }
            else if (instruction.IsJump)
            {
                break;
            }
        }

        return way;
    }

    /// <summary>Whatever can be come to from the entry, whichever branches are taken. A finally block that only exceptions lead to is not.</summary>
    public IReadOnlyList<Instruction> Reachable()
    {
        SortedSet<int> seen = [];
        Stack<int> open = new([0]);
        while (open.TryPop(out int at))
        {
            if (at >= _code.Count || !seen.Add(at))
            {
                continue;
            }

            Instruction instruction = _code[at];
            if (_labels.TryGetValue(instruction.Target, out int target))
            {
                open.Push(target);
            }

            if (!instruction.IsEnd && !instruction.IsJump)
            {
                open.Push(at + 1);
            }
        }

        return [.. seen.Select(at => _code[at])];
    }

    // Whether another method is called from here before there is a choice.
    private bool Calls(int at)
    {
        for (int steps = 0; at < _code.Count && steps < _code.Count; steps++)
        {
            Instruction instruction = _code[at++];
            if (instruction.IsBranch || instruction.IsEnd)
            {
                return false;
            }

            if (_labels.TryGetValue(instruction.Target, out int target))
            {
                at = target;
            }
            else if (instruction.IsCall || instruction.IsJump)
            {
                return true;
            }
        }

        return false;
    }
}
