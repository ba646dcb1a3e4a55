using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>What may happen to one request to storage on its way.</summary>
internal enum Mishap
{
    None,
    /// <summary>The connection breaks.</summary>
    Cut,
    /// <summary>Storage is overloaded: 503.</summary>
    Busy,
    /// <summary>Access is denied: 403. Clients do not retry that.</summary>
    Forbidden,
    /// <summary>The request is carried out, but its answer is lost. A client that retries meets its own work: 409 or 412.</summary>
    AnswerLost,
}

/// <summary>Stands in front of Azurite and does to each request what a test says.</summary>
internal sealed class StorageProxy : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
    private readonly List<WebApplication> _doors = [];

    public string ConnectionString { get; private set; } = "";

    /// <summary>Decides what happens to a request. By default nothing does.</summary>
    public Func<StorageRequest, Mishap> Happens { get; set; } = _ => Mishap.None;

    /// <summary>Receives each answered request to queues, with its answer.</summary>
    public Action<StorageRequest, string>? QueueAnswered { get; set; }

    public static async Task<StorageProxy> Start(Azurite azurite)
    {
        StorageProxy proxy = new();
        Dictionary<string, Uri> doors = [];
        foreach ((string service, Uri storage) in azurite.Endpoints)
            doors[service] = await proxy.Open(service, storage);
        proxy.ConnectionString = Azurite.ConnectionTo(doors);
        return proxy;
    }

    private async Task<Uri> Open(string service, Uri storage)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        WebApplication door = builder.Build();
        door.Run(context => Pass(context, service, storage));
        await door.StartAsync();
        _doors.Add(door);
        return new Uri(new Uri(door.Urls.Single()), storage.AbsolutePath);
    }

    private async Task Pass(HttpContext context, string service, Uri storage)
    {
        StorageRequest request = new(service, context.Request.Method, context.Request.Path);
        Mishap mishap = Happens(request);
        if (mishap is Mishap.Cut)
        {
            context.Abort();
            return;
        }
        if (mishap is Mishap.Busy or Mishap.Forbidden)
        {
            context.Response.StatusCode = mishap is Mishap.Busy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status403Forbidden;
            return;
        }
        if (mishap is Mishap.AnswerLost)
            context.Response.OnStarting(() =>
            {
                context.Abort();
                return Task.CompletedTask;
            });
        AsItCame transformer = new(service is "Queue" && QueueAnswered is { } heard ? text => heard(request, text) : null);
        await context.RequestServices.GetRequiredService<IHttpForwarder>()
            .SendAsync(context, storage.ToString(), _http, ForwarderRequestConfig.Empty, transformer);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication door in _doors)
            await door.DisposeAsync();
        _http.Dispose();
    }
}

/// <param name="Service">Blob, Queue or Table.</param>
internal sealed record StorageRequest(string Service, string Method, string Path);

/// <summary>Sends the request target on byte for byte, because the signature covers it and the forwarder would rewrite it.</summary>
/// <param name="answered">Receives the answer. Null if nobody wants it.</param>
internal sealed class AsItCame(Action<string>? answered) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        string target = httpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        UriCreationOptions asItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };
        proxyRequest.RequestUri = new Uri(new Uri(destinationPrefix).GetLeftPart(UriPartial.Authority) + target, asItIs);
        proxyRequest.Headers.Host = null;
    }
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (answered is not null && proxyResponse is not null)
        {
            // Afterwards the answer is in memory and can be read again.
            await proxyResponse.Content.LoadIntoBufferAsync(cancellationToken);
            answered(await proxyResponse.Content.ReadAsStringAsync(cancellationToken));
        }
        return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
