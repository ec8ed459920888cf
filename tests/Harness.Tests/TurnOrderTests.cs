using MappingCache.Micro.Races;

namespace MappingCache.Tests.Harness;

public sealed class TurnOrderTests
{
    [Test]
    public void Everybody_has_a_turn_in_each_round([Range(1, 12)] int count)
    {
        for (int round = 0; round < 2 * count; round++)
        {
            Assert.That(Enumerable.Range(0, count).Select(turn => TurnOrder.At(count, round, turn)), Is.EquivalentTo(Enumerable.Range(0, count)));
        }
    }

    [Test]
    public void Each_follows_each_of_the_others_equally_often([Range(2, 12)] int count)
    {
        int rounds = int.IsEvenInteger(count) ? count : 2 * count;
        int[,] times = new int[count, count];
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 1; turn < count; turn++)
            {
                times[TurnOrder.At(count, round, turn - 1), TurnOrder.At(count, round, turn)]++;
            }
        }

        for (int pair = 0; pair < count * count; pair++)
        {
            Assert.That(times[pair / count, pair % count], Is.EqualTo(pair / count == pair % count ? 0 : rounds / count), $"{pair % count} after {pair / count}");
        }
    }
}
