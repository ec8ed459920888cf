using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace MappingCache.AspNetCore.Tests;

/// <summary>A request that is made again and again without allocating anything, so that what is allocated is the handler's.</summary>
internal sealed class SteadyContext
{
    private readonly HttpResponseFeature _response = new() { Headers = new SteadyHeaders() };

    public SteadyContext(string method, string name, params (string Name, string Value)[] headers)
    {
        HttpRequestFeature request = new() { Method = method, Path = $"/{name}", Headers = new SteadyHeaders() };
        foreach ((string header, string value) in headers)
        {
            request.Headers[header] = value;
        }

        Body = new SteadyBody();
        FeatureCollection features = new();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(_response);
        features.Set<IHttpResponseBodyFeature>(Body);
        features.Set<IRouteValuesFeature>(new RouteValuesFeature { RouteValues = new RouteValueDictionary { [MappedFilesHandler.PathParameter] = name } });
        Context = new DefaultHttpContext(features);
    }

    public HttpContext Context { get; }

    public SteadyBody Body { get; }

    /// <summary>Forgets the response.</summary>
    public void Reset()
    {
        _response.Headers.Clear();
        _response.Headers.ContentLength = null;
        _response.StatusCode = StatusCodes.Status200OK;
    }
}
