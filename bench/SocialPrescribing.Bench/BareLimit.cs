using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Local.Storage;

namespace SocialPrescribing.Bench;

/// <summary>
/// The limit that no intake on this machine can beat. The same Kestrel reads the same body and commits the same rows through the same group
/// commit. It does not parse, decide, look anything up or check anything.
/// </summary>
internal sealed class BareLimit : IAsyncDisposable
{
    /// <summary>As long as the answer to a referral.</summary>
    private static readonly byte[] Answer =
        """{"id":"019a5f0e-0000-7000-8000-000000000000","reference":"SP-2222-2222","status":"requested","stage":"triage","receivedAt":"2026-01-01T09:00:00.0000000Z","next":{"what":"triage","by":"2026-01-05T17:00:00Z"}}"""u8.ToArray();

    private readonly WebApplication _app;
    private readonly SqliteDatabase _database;

    private BareLimit(WebApplication app, SqliteDatabase database) => (_app, _database) = (app, database);

    public Uri Address => new(_app.Urls.First());

    public static async Task<BareLimit> Start(string folder, CommitTemplate template, CancellationToken cancellation)
    {
        SqliteDatabase database = SqliteDatabase.Open(folder);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.MapPost("/api/referrals", async (HttpContext context) =>
        {
            while (await context.Request.BodyReader.ReadAsync(context.RequestAborted) is var read)
            {
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
            CommitTemplate.Fresh fresh = CommitTemplate.Draw();
            await database.Write(connection => template.Write(connection, fresh), context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            await context.Response.BodyWriter.WriteAsync(Answer, context.RequestAborted);
        });
        await app.StartAsync(cancellation);
        return new BareLimit(app, database);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
