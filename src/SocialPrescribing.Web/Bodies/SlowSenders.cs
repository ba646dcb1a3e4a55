using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace SocialPrescribing.Web.Bodies;

/// <summary>
/// Ends a request whose file comes too slowly. Whoever sends a file has the turn of others meanwhile, and 240 bytes a second, with which
/// the server is content by itself, would be a day for a document and five for a file of postcodes.
/// </summary>
internal static class SlowSenders
{
    /// <summary>In bytes a second, on average: a poor mobile connection has more.</summary>
    private const double Slowest = 8 * 1024;
    /// <summary>A large file has to come faster, so that it is there within this time.</summary>
    private static readonly TimeSpan _within = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(15);

    public static void Refuse(HttpContext context)
    {
        // HTTP/2 has one rate for the whole connection.
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } body)
            body.MinDataRate = new MinDataRate(Math.Max(Slowest, (context.Request.ContentLength ?? 0) / _within.TotalSeconds), _grace);
    }
}
