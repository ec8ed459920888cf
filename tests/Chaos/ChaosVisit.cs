namespace MappingCache.Tests.Chaos;

/// <summary>What an operation works with: one file, and a place for what it is given.</summary>
/// <param name="Place">Where it takes place.</param>
/// <param name="File">The file's number.</param>
/// <param name="Random">Of its choices.</param>
/// <param name="Taken">Takes the bytes.</param>
/// <param name="CancellationToken">Ends it, when it has taken far too long.</param>
internal sealed record ChaosVisit(ChaosPlace Place, int File, Random Random, ChaosTaken Taken, CancellationToken CancellationToken)
{
    private const int LongestSpin = 2_000;

    /// <summary>Opens the file.</summary>
    public MappedFile Open() => Place.Cache.Open(Place.Files.PathOf(File));

    /// <summary>Chooses a place of the file to begin at.</summary>
    public long Begin(MappedFile file)
    {
        long offset = Random.NextInt64(Math.Max(file.Length, 1));
        Taken.Begin(offset);
        return offset;
    }

    /// <summary>Takes its time, in which the file may change.</summary>
    public void Dawdle()
    {
        if (Place.LongestHold > TimeSpan.Zero)
        {
            _ = CancellationToken.WaitHandle.WaitOne(Place.LongestHold * Random.NextDouble());
        }

        if (Random.Next(2) == 0)
        {
            Thread.Yield();
        }

        Thread.SpinWait(Random.Next(LongestSpin));
    }

    /// <summary>Takes the bytes of something that is held, and then asks whether it is valid.</summary>
    /// <param name="isValid">Whether it is. A careless user takes no notice.</param>
    public void Require(bool isValid)
    {
        if (!isValid && !Place.IsCareless)
        {
            throw new FileChangedException();
        }
    }
}
