using MappingCache.Cli;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
