namespace MappingCache.HitRatio.Formats;

/// <summary>How requests are written in a file. An implementation is found by itself, and needs no other mention.</summary>
internal interface ITraceFormat
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>One line about it, for the help.</summary>
    string Description { get; }

    /// <summary>Whether its records are ranges of blocks, so that they can be folded to windows. Otherwise they are keys, whose order means nothing.</summary>
    bool HasBlocks { get; }

    /// <summary>Whether a file looks like one of this format.</summary>
    /// <param name="name">The file's name, without the ending of a compression.</param>
    /// <param name="head">Its first bytes.</param>
    bool Suits(string name, ReadOnlySpan<byte> head);

    /// <summary>Reads the records.</summary>
    /// <param name="input">The file's bytes, decompressed.</param>
    /// <param name="path">What to call the file in messages.</param>
    /// <exception cref="TraceException">What was read is not of this format.</exception>
    IEnumerable<BlockRange> Read(Stream input, string path);
}
