using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MappingCache.Micro.Races;

/// <summary>Rounds, written on one line, to a thousandth of a nanosecond: on a line each they would be all that one sees.</summary>
internal sealed class RoundsConverter : JsonConverter<IReadOnlyList<double>>
{
    public override IReadOnlyList<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<double> rounds = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            rounds.Add(reader.GetDouble());
        }

        return rounds;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options) =>
        writer.WriteRawValue($"[{string.Join(", ", value.Select(static round => round.ToString("0.###", CultureInfo.InvariantCulture)))}]");
}
