using MappingCache.Cli;

return await Commands.RunAsync(args).ConfigureAwait(false);
