using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>Hands a request to another server as it came, and its answer back as that one gave it.</summary>
internal static class Forwarding
{
    /// <summary>They belong to one connection, and the server or the client writes them anew.</summary>
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    { "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Host", "Date", "Server",
    };

    public static HttpRequestMessage RequestTo(this HttpRequest asked, Uri server)
    {
        string target = asked.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        UriCreationOptions asItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };
        Uri to = new(server.GetLeftPart(UriPartial.Authority) + target, asItIs);
        HttpRequestMessage request = new(new HttpMethod(asked.Method), to);
        if (asked.ContentLength is not null || asked.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(asked.Body);
        foreach ((string name, StringValues value) in asked.Headers.Where(h => !OfTheConnection.Contains(h.Key)))
            if (!request.Headers.TryAddWithoutValidation(name, value.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, value.ToArray());
        return request;
    }

    public static async Task CopyTo(this HttpResponseMessage answer, HttpResponse response, CancellationToken cancellation)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> value) in answer.Headers.Concat(answer.Content.Headers))
            if (!OfTheConnection.Contains(name))
                response.Headers[name] = value.ToArray();
        await answer.Content.CopyToAsync(response.Body, cancellation);
    }
}
