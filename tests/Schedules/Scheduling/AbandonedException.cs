namespace MappingCache.Tests.Schedules;

/// <summary>Takes a thread out of whatever it is doing, because its run has failed already.</summary>
public sealed class AbandonedException() : Exception("The run was abandoned.");
