using MappingCache.HitRatio;

return HitRatioCommand.Run(args);
