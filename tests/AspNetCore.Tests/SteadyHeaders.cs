using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Headers that keep the length as a number, as those of a server do, instead of making text of it.</summary>
internal sealed class SteadyHeaders : HeaderDictionary, IHeaderDictionary
{
    long? IHeaderDictionary.ContentLength { get; set; }
}
