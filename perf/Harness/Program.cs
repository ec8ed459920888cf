using MappingCache.Harness;

return HarnessCommand.Run(args);
