namespace MappingCache.AspNetCore;

/// <summary>What a request for a file that exists is answered with.</summary>
/// <param name="Status">The HTTP status: 200, 206, 304, 412 or 416.</param>
/// <param name="Body">The bytes of the body, for 200 and 206; otherwise none.</param>
/// <param name="Parts">The ranges of a body in several parts, two at least; null for any other.</param>
internal readonly record struct ResponsePlan(int Status, ByteRange Body, ByteRange[]? Parts = null);
