using Microsoft.Extensions.Primitives;

namespace MappingCache.AspNetCore;

/// <summary>Which content codings a client takes, in thousandths of a quality: RFC 9110, section 12.5.3. Immutable; allocates nothing.</summary>
internal readonly struct AcceptedCodings
{
    private const int Best = 1000;
    private const int Unknown = -1;

    private readonly StringValues _header;
    private readonly int _others;

    /// <summary>Reads a header. What cannot be parsed is taken for a coding that is not wanted.</summary>
    public AcceptedCodings(StringValues header)
    {
        _header = header;
        _others = QualityOf(header, "*");
    }

    /// <summary>The quality of an encoded representation; 0 when it is not to be sent.</summary>
    public int Of(ContentCoding coding)
    {
        int named = QualityOf(_header, coding.Token);
        if (named == Unknown && coding.Token == "gzip")
        {
            named = QualityOf(_header, "x-gzip");
        }

        return named != Unknown ? named : Math.Max(_others, 0);
    }

    /// <summary>The quality of the file as it is, which is acceptable without being named, but then only if nothing named is there.</summary>
    public int OfIdentity() => QualityOf(_header, "identity") is var named && named != Unknown ? named : _others == 0 ? 0 : 1;

    private static int QualityOf(StringValues header, string token)
    {
        foreach (string? value in header)
        {
            ReadOnlySpan<char> rest = value;
            while (!rest.IsEmpty)
            {
                int comma = rest.IndexOf(',');
                ReadOnlySpan<char> item = comma < 0 ? rest : rest[..comma];
                rest = comma < 0 ? default : rest[(comma + 1)..];
                int semicolon = item.IndexOf(';');
                ReadOnlySpan<char> name = (semicolon < 0 ? item : item[..semicolon]).Trim(" \t");
                if (name.Equals(token, StringComparison.OrdinalIgnoreCase))
                {
                    return semicolon < 0 ? Best : WeightOf(item[(semicolon + 1)..].Trim(" \t"));
                }
            }
        }

        return Unknown;
    }

    // q=0, q=1, and up to three digits behind the dot.
    private static int WeightOf(ReadOnlySpan<char> parameter)
    {
        if (parameter.Length < 3 || parameter[0] is not ('q' or 'Q') || parameter[1] != '=')
        {
            return 0;
        }

        ReadOnlySpan<char> number = parameter[2..];
        if (number.Length > 5 || number[0] is not ('0' or '1') || (number.Length > 1 && number[1] != '.'))
        {
            return 0;
        }

        int weight = (number[0] - '0') * Best;
        int unit = Best / 10;
        for (int index = 2; index < number.Length; index++, unit /= 10)
        {
            if (!char.IsAsciiDigit(number[index]))
            {
                return 0;
            }

            weight += (number[index] - '0') * unit;
        }

        return weight <= Best ? weight : 0;
    }
}
