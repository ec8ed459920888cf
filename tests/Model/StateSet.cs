using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache.Model;

/// <summary>
/// The states that were seen, by a hash of 128 bits each, numbered as they came. Two of n states have the same hash with
/// a probability of about n² / 2^129: 10^-24 for twenty million.
/// </summary>
internal sealed class StateSet(int size)
{
    private const ulong FirstSecret = 0xA0761D6478BD642FUL;
    private const ulong SecondSecret = 0xE7037ED1A0B428DBUL;

    private readonly Chunks<UInt128> _hashes = new();
    private uint[] _table = new uint[1 << 12];

    /// <summary>States.</summary>
    public long Count => _hashes.Count;

    /// <summary>Adds a state, unless it is there.</summary>
    /// <returns>Whether it was not, and its number.</returns>
    public bool Add(in State state, out uint number)
    {
        if (_hashes.Count * 4 > _table.Length * 3L)
        {
            Grow();
        }

        UInt128 hash = Hash(state);
        uint mask = (uint)_table.Length - 1;
        for (uint place = (uint)hash & mask; ; place = (place + 1) & mask)
        {
            if (_table[place] == 0)
            {
                number = (uint)_hashes.Count;
                _hashes.Add(hash);
                _table[place] = number + 1;
                return true;
            }

            number = _table[place] - 1;
            if (_hashes[number] == hash)
            {
                return false;
            }
        }
    }

    // Words are mixed in by twos, by multiplications to 128 bits whose halves are folded: two chains, each with its own
    // secret, and with the two words in different places.
    private UInt128 Hash(in State state)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(
            MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in state, 1))[..size]);
        ulong low = FirstSecret;
        ulong high = SecondSecret;
        for (int place = 0; place < words.Length; place += 2)
        {
            ulong first = words[place];
            ulong second = place + 1 < words.Length ? words[place + 1] : 0;
            low = Fold(first ^ FirstSecret, second ^ low);
            high = Fold(second ^ SecondSecret, first ^ high);
        }

        return new UInt128(Fold(high, FirstSecret), Fold(low, SecondSecret));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private void Grow()
    {
        uint[] table = new uint[_table.Length * 2];
        uint mask = (uint)table.Length - 1;
        for (long number = 0; number < _hashes.Count; number++)
        {
            uint place = (uint)_hashes[number] & mask;
            while (table[place] != 0)
            {
                place = (place + 1) & mask;
            }

            table[place] = (uint)number + 1;
        }

        _table = table;
    }
}
