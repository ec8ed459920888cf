using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using MappingCache.HitRatio.Formats;
using MappingCache.HitRatio.Policies;

namespace MappingCache.HitRatio;

/// <summary>Reads the values of options; what is none becomes an error that names the option and what it takes.</summary>
internal static class OptionParsers
{
    /// <summary>What stands for a format that is told by the file.</summary>
    public const string AnyFormat = "auto";

    /// <summary>Reads sizes of a cache.</summary>
    public static IReadOnlyList<CacheSize> Sizes(ArgumentResult result)
    {
        if (CacheSize.TryParseList(TextOf(result), out IReadOnlyList<CacheSize>? sizes))
        {
            return sizes;
        }

        Refuse(result, "slots from 1, or percent above 0 up to 100, separated by commas, such as 187,1% or 0.1%,10%");
        return [];
    }

    /// <summary>Reads a window's size.</summary>
    public static int? Window(ArgumentResult result)
    {
        if (TryParseSize(TextOf(result), out int bytes) && bytes >= BlockRange.BlockSize && BitOperations.IsPow2(bytes))
        {
            return bytes;
        }

        Refuse(result, $"a power of two of at least {BlockRange.BlockSize} bytes, such as 65536 or 64KiB");
        return null;
    }

    /// <summary>Reads a format's name.</summary>
    public static ITraceFormat? Format(ArgumentResult result)
    {
        ITraceFormat? format = TraceReader.Formats.FirstOrDefault(known => known.Name == TextOf(result));
        if (format is null && TextOf(result) != AnyFormat)
        {
            Refuse(result, string.Join(" or ", [AnyFormat, .. TraceReader.Formats.Select(static known => known.Name)]));
        }

        return format;
    }

    /// <summary>Reads names of policies.</summary>
    public static IReadOnlyList<IPolicy> Policies(ArgumentResult result)
    {
        string[] names = TextOf(result).Split(',');
        IPolicy[] policies = [.. PolicyCatalog.All.Where(policy => names.Any(name => PolicyCatalog.Find(name.Trim()) == policy))];
        if (names.Any(static name => PolicyCatalog.Find(name.Trim()) is null))
        {
            Refuse(result, $"names of policies, separated by commas: {string.Join(", ", PolicyCatalog.All.Select(static policy => policy.Name))}");
        }

        return policies;
    }

    /// <summary>Refuses options that do not exist, which would otherwise be taken for traces. A file of such a name can be given as ./-name.</summary>
    public static void RefuseOptions(ArgumentResult result)
    {
        foreach (Token token in result.Tokens.Where(static token => token.Value.StartsWith('-')))
        {
            result.AddError($"There is no option '{token.Value}'. See --help.");
        }
    }

    private static bool TryParseSize(string text, out int bytes)
    {
        string digits = text.TrimEnd([.. "kmibKMIB"]);
        int? shift = text[digits.Length..].ToUpperInvariant() switch
        {
            "" => 0,
            "K" or "KB" or "KIB" => 10,
            "M" or "MB" or "MIB" => 20,
            _ => null,
        };
        bool parsed = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && shift is not null && count <= int.MaxValue >> shift;
        bytes = parsed ? count << shift!.Value : 0;
        return parsed;
    }

    private static string TextOf(ArgumentResult result) => result.Tokens[0].Value;

    private static void Refuse(ArgumentResult result, string wanted) =>
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is '{TextOf(result)}'; it must be {wanted}.");
}
