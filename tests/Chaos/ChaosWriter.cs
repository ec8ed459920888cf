using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix;
using Mono.Unix.Native;

namespace MappingCache.Tests.Chaos;

/// <summary>Changes files that nobody else writes to, one step after the other, and keeps no descriptor between two.</summary>
/// <param name="files">All files.</param>
/// <param name="own">Those of this writer: every <paramref name="every"/>th from this one on, and this one half the time.</param>
/// <param name="every">See there.</param>
/// <param name="cuts">Where files may end.</param>
/// <param name="seed">Of its choices.</param>
internal sealed partial class ChaosWriter(ChaosFiles files, int own, int every, ChaosCuts cuts, int seed)
{
    private const FileShare Everything = FileShare.ReadWrite | FileShare.Delete;
    private const int PunchHole = 3; // FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE
    private const UnixFileMode Ordinary = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly ChaosStep[] s_steps = [.. Enum.GetValues<ChaosStep>().Where(static step => step != ChaosStep.Make)];
    private static readonly int s_page = Environment.SystemPageSize;

    private readonly Random _random = new(seed);
    private readonly byte[] _bytes = new byte[ChaosHistory.MaxLength];

    // What each file's length is; less than none where there is no file.
    private readonly int[] _lengths = [.. Enumerable.Repeat(-1, files.Count)];

    /// <summary>Steps until it is told to end, after a pause of some length before each; now and then without.</summary>
    /// <param name="longestPause">The longest; zero for none at all.</param>
    /// <param name="end">Tells it to end.</param>
    public void Run(TimeSpan longestPause, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            Step();
            if (longestPause > TimeSpan.Zero && _random.Next(4) != 0)
            {
                _ = end.WaitHandle.WaitOne(longestPause * _random.NextDouble());
            }
        }
    }

    /// <summary>Makes those files that are not there.</summary>
    public void MakeAll()
    {
        for (int file = own; file < files.Count; file += every)
        {
            Take(ChaosStep.Make, file);
        }
    }

    /// <summary>Takes one step, with one of its files.</summary>
    public void Step()
    {
        int file = own + (every * (_random.Next(2) == 0 ? 0 : _random.Next((files.Count - own + every - 1) / every)));
        Take(_lengths[file] < 0 ? ChaosStep.Make : s_steps[_random.Next(s_steps.Length)], file);
    }

    private void Take(ChaosStep step, int file)
    {
        string path = files.PathOf(file);
        switch (step)
        {
            case ChaosStep.Cut:
                // Half the time within a page from its end, where no fault tells of it unless ends are at pages.
                CutEitherWay(path, file, RandomEnd(_random.Next(2) == 0 ? 0 : Math.Max(0, _lengths[file] - s_page), _lengths[file]));
                break;
            case ChaosStep.Grow:
                Write(path, file, _lengths[file], RandomEnd(_lengths[file], ChaosHistory.MaxLength));
                break;
            case ChaosStep.Rewrite:
                Rewrite(path, file);
                break;
            case ChaosStep.Empty:
                Cut(path, file, 0);
                Write(path, file, 0, RandomLength());
                break;
            case ChaosStep.Replace or ChaosStep.Make:
                Cut(files.ReplacementOf(file), file, 0);
                Write(files.ReplacementOf(file), file, 0, RandomLength());
                File.Move(files.ReplacementOf(file), path, overwrite: true);
                break;
            case ChaosStep.Unlink:
                File.Delete(path);
                _lengths[file] = -1;
                break;
            case ChaosStep.Punch:
                Punch(path, file);
                break;
            case ChaosStep.Forbid:
                File.SetUnixFileMode(path, File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserRead) ? UnixFileMode.UserWrite : Ordinary);
                break;
        }

        files.History.Count(step);
    }

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, Everything);

    private void Cut(string path, int file, int length)
    {
        using SafeFileHandle handle = Open(path);
        RandomAccess.SetLength(handle, length);
        _lengths[file] = length;
    }

    // With a descriptor or by its name: then nobody has the file open, and still it changes.
    private void CutEitherWay(string path, int file, int length)
    {
        if (_random.Next(2) == 0)
        {
            Cut(path, file, length);
            return;
        }

        UnixMarshal.ThrowExceptionForLastErrorIf(RetryCut(path, length));
        _lengths[file] = length;
    }

    private static int RetryCut(string path, int length)
    {
        int result;
        do
        {
            result = Syscall.truncate(path, length);
        }
        while (UnixMarshal.ShouldRetrySyscall(result));
        return result;
    }

    private void Rewrite(string path, int file)
    {
        int from = _random.Next(_lengths[file] + 1);
        Write(path, file, from, _random.Next(from, _lengths[file] + 1));
    }

    private void Write(string path, int file, int from, int to)
    {
        if (from == to)
        {
            return;
        }

        int version = files.History.Begin(file, from, to);
        Span<byte> bytes = _bytes.AsSpan(0, to - from);
        ChaosWord.Fill(bytes, file, version, from);
        using SafeFileHandle handle = Open(path);
        RandomAccess.Write(handle, bytes, from);
        _lengths[file] = Math.Max(_lengths[file], to);
    }

    // Only every fourth page, so that zeros elsewhere are always somebody's fault.
    private void Punch(string path, int file)
    {
        int page = (_random.Next(ChaosHistory.MaxLength / s_page) & ~3) + 3;
        files.History.Punch(file, page);
        using SafeFileHandle handle = Open(path);
        if (Allocate(handle, PunchHole, (long)page * s_page, s_page) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private int RandomLength() => RandomEnd(0, ChaosHistory.MaxLength);

    private int RandomEnd(int least, int most)
    {
        int end = _random.Next(least, most + 1);
        return cuts == ChaosCuts.Anywhere ? end : Math.Max(least, end / s_page * s_page);
    }

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
