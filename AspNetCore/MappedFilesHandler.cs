using MappingCache.AspNetCore.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MappingCache.AspNetCore;

/// <summary>Answers the requests for one folder. Thread-safe.</summary>
internal sealed class MappedFilesHandler
{
    /// <summary>The route parameter that holds the path below the prefix.</summary>
    public const string PathParameter = "mappedFilePath";

    private readonly OpenFiles _files;
    private readonly ServedMetrics _metrics;
    private readonly FileResponder _responder;
    private readonly DirectoryResponder _directories;

    /// <summary>Makes a handler.</summary>
    public MappedFilesHandler(ServedFolder folder, OpenFiles files, MappedFilesOptions options, ServedMetrics metrics)
    {
        _files = files;
        _metrics = metrics;
        _responder = new FileResponder(files, options, metrics);
        _directories = new DirectoryResponder(folder, options, metrics);
    }

    /// <summary>Answers a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        RequestOutcome outcome = RequestOutcome.Failed;
        _metrics.Begin();
        try
        {
            outcome = await AnswerAsync(context).ConfigureAwait(false);
        }
        finally
        {
            _metrics.End(outcome);
        }
    }

    private ValueTask<RequestOutcome> AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return new(ShortAnswers.MethodNotAllowed(context));
        }

        // The root has no slash in the parameter, but may have one before it.
        string name = context.GetRouteValue(PathParameter) as string ?? string.Empty;
        bool hasSlash = name.Length == 0 ? context.Request.Path.Value is { } path && path.EndsWith('/') : name.EndsWith('/');
        OpenError error = OpenError.NotAFile;
        bool mayBlock = !LoopThread.IsCurrent(context);
        if ((name.Length > 0 || hasSlash) && _files.TryGet(name, mayBlock, out ServedFile? file, out bool isNew, out error))
        {
            return _responder.AnswerAsync(context, name, file, isNew);
        }

        if (!mayBlock)
        {
            return AnswerElsewhereAsync(context);
        }

        return error switch
        {
            OpenError.NotAFile => _directories.AnswerAsync(context, name, hasSlash),
            OpenError.NotMappable => new(ShortAnswers.Failed(context)),
            _ => new(ShortAnswers.NotFound(context)),
        };
    }

    // To open a file, or to read a directory, may wait for the disk.
    private async ValueTask<RequestOutcome> AnswerElsewhereAsync(HttpContext context)
    {
        await LoopThread.LeaveAsync().ConfigureAwait(false);
        return await AnswerAsync(context).ConfigureAwait(false);
    }
}
