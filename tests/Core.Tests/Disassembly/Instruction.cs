namespace MappingCache.Tests.Disassembly;

/// <summary>One instruction of a listing.</summary>
/// <param name="Mnemonic">What it does, without its prefix.</param>
/// <param name="Operands">On what, as the JIT writes it.</param>
/// <param name="HasLockPrefix">Whether it is prefixed by lock.</param>
internal sealed record Instruction(string Mnemonic, string Operands, bool HasLockPrefix)
{
    private const string Short = "SHORT ";

    /// <summary>Whether it locks its line. An exchange with memory does so without being told.</summary>
    public bool IsLocked => HasLockPrefix || (Mnemonic == "xchg" && Operands.Contains('['));

    public bool IsCall => Mnemonic == "call";

    /// <summary>A jump that is always taken.</summary>
    public bool IsJump => Mnemonic is "jmp" or "tail.jmp";

    public bool IsBranch => Mnemonic[0] == 'j' && !IsJump;

    /// <summary>Whether nothing comes after it.</summary>
    public bool IsEnd => Mnemonic is "ret" or "int3" or "ud2";

    public bool ReadsClock => Mnemonic is "rdtsc" or "rdtscp";

    /// <summary>Whether it calls what a register holds, of which the JIT cannot say what it is: no method is called like that but the one that finds the thread's block.</summary>
    public bool CallsUnknown => IsCall && Operands.Length == 3 && Operands[0] == 'r';

    /// <summary>Where it goes to, if that is in the listing.</summary>
    public string Target => Operands.StartsWith(Short, StringComparison.Ordinal) ? Operands[Short.Length..] : Operands;

    /// <summary>Reads a line. What the JIT remarks on a call is the name of what is called.</summary>
    public static Instruction Parse(string line, bool hasLockPrefix)
    {
        string[] parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
        return new Instruction(parts[0], parts.Length > 1 ? parts[1] : "", hasLockPrefix);
    }

    public override string ToString() => $"{(HasLockPrefix ? "lock " : "")}{Mnemonic} {Operands}".TrimEnd();
}
