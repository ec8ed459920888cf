using System.CommandLine.Parsing;
using System.Globalization;
using MappingCache.Harness.Contestants;

namespace MappingCache.Harness;

/// <summary>Reads the values of options; what is none becomes an error that names the option and what it takes.</summary>
internal static class OptionParsers
{
    private const int MaxThreads = 64;
    private const int MinRounds = 3;
    private const int MaxRounds = 1000;

    /// <summary>Reads sizes of files.</summary>
    public static IReadOnlyList<int> Sizes(ArgumentResult result)
    {
        if (SizeOption.TryParseList(TextOf(result), out IReadOnlyList<int>? sizes))
        {
            return sizes;
        }

        Refuse(result, "bytes from 1 on, separated by commas, such as 1K,64K,16M");
        return [];
    }

    /// <summary>Reads numbers of threads.</summary>
    public static IReadOnlyList<int> Threads(ArgumentResult result)
    {
        string[] words = TextOf(result).Split(',');
        int[] threads = [.. words.Select(static word => Number(word.Trim())).Where(static count => count is >= 1 and <= MaxThreads).OfType<int>()];
        if (threads.Length != words.Length)
        {
            Refuse(result, $"numbers from 1 to {MaxThreads}, separated by commas, such as 1,2");
        }

        return threads;
    }

    /// <summary>Reads how many rounds there are to be.</summary>
    public static int? Rounds(ArgumentResult result)
    {
        if (Number(TextOf(result)) is >= MinRounds and <= MaxRounds and var rounds)
        {
            return rounds;
        }

        Refuse(result, $"a number from {MinRounds} to {MaxRounds}");
        return null;
    }

    /// <summary>Reads names of contestants.</summary>
    public static IReadOnlyList<string> Contestants(ArgumentResult result) =>
        Words(result, ContestantCatalog.Names);

    /// <summary>Reads words of which several may be given.</summary>
    /// <param name="result">The value.</param>
    /// <param name="known">The words that there are.</param>
    public static IReadOnlyList<string> Words(ArgumentResult result, IEnumerable<string> known)
    {
        string[] names = [.. known];
        string[] words = [.. TextOf(result).Split(',').Select(static word => word.Trim())];
        if (!Array.TrueForAll(words, word => names.Contains(word, StringComparer.OrdinalIgnoreCase)))
        {
            Refuse(result, $"one or more of {string.Join(", ", names)}, separated by commas");
        }

        return words;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string TextOf(ArgumentResult result) => result.Tokens[0].Value;

    private static void Refuse(ArgumentResult result, string wanted) =>
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is '{TextOf(result)}'; it must be {wanted}.");
}
