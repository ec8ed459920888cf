using System.Net.Sockets;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Contestants;

/// <summary>A way in which a .NET program can send a header and files. It joins by one file and a line in <see cref="ContestantCatalog"/>.</summary>
internal interface ISendContestant : IDisposable
{
    /// <summary>Most sends in a row, before what they have left behind has to be collected.</summary>
    int MaxSends => int.MaxValue;

    /// <summary>Opens what is kept open. Called once, before everything else.</summary>
    void Prepare(TestFiles files);

    /// <summary>Sends the header and the files of one send; several threads call it at once, each with a socket of its own.</summary>
    /// <param name="socket">Connected.</param>
    /// <param name="which">The send's number, which tells its files (<see cref="Workload.FileOf"/>).</param>
    /// <returns>Bytes that were sent.</returns>
    ValueTask<long> SendAsync(Socket socket, int which);

    /// <summary>Gives up everything that keeps pages of the files in memory; nothing is being sent.</summary>
    void Forget();
}
