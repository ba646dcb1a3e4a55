using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>What the published worker sends to a collector, byte by byte.</summary>
[Collection(nameof(Azurite))]
public sealed class TelemetryTests(Azurite azurite)
{
    /// <summary>The values in the sample that are about somebody.</summary>
    private static readonly string[] _marked =
    [
        "Margaret", "O'Neill", "Peggy", "943 476 5919", "9434765919", "1952-03-28", "GU35", "Heather", "900123", "example.org", "Okafor",
        "forest-surgery",
    ];

    [Fact]
    public async Task The_worker_sends_where_a_referral_went_and_nothing_about_anybody()
    {
        await using Collector collector = await Collector.Start();
        await using AzureHostRunning host = await AzureHostRunning.Start(azurite, change: settings =>
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address;
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            settings["OTEL_BSP_SCHEDULE_DELAY"] = settings["OTEL_BLRP_SCHEDULE_DELAY"] = "100";
            settings["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        });
        string key = await host.KeyOfAnOrganisation();
        using HttpResponseMessage referred = await host.Refer(key, AzureHostRunning.Referral());
        Assert.Equal(HttpStatusCode.Created, referred.StatusCode);
        await host.Eventually("the letters", () => Task.FromResult(host.Letters().Count >= 2));
        string link = host.Letters().SelectMany(l => l.Text.Split(' ', '\n', '\r')).First(w => w.Contains("/p/", StringComparison.Ordinal));
        string path = new Uri(link).AbsolutePath;
        string[] token = path.Split('/')[2].Split('.');
        foreach (string asked in (string[])[path, path + "x", path.ToUpperInvariant(), "/set-up/one-time-secret", "/health/attention"])
            (await host.Http.GetAsync(new Uri(asked + "?who=peggy@mail.example", UriKind.Relative))).Dispose();
        await host.Driver.FireTimer("Watch");

        string[] told =
        [
            "POST /api/referrals", "/p/{token}", "social_prescribing.journey.id", "letter", "advance", "social_prescribing.attention",
            "Accepted", "faas.name", "DrainOutbox",
        ];
        foreach (string expected in told)
            await host.Eventually(expected, () => Task.FromResult(collector.Holds(expected)));
        Assert.All(
            [.. _marked, token[0], token[1], "one-time-secret", key, "mail.example", "user_agent", "client.address"],
            marked => Assert.False(collector.Holds(marked), marked));
        // The Functions host gets the worker's logs unless the worker declares that it exports them itself.
        Assert.All([.. _marked, token[0]], marked => Assert.DoesNotContain(marked, host.Driver.Worker!.Said, StringComparison.Ordinal));
    }

    /// <summary>Receives OTLP over HTTP. Its bytes contain words unchanged.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _bodies = [];

        public string Address => app.Urls.Single();

        public bool Holds(string words) => _bodies.Any(b => b.Contains(words, StringComparison.OrdinalIgnoreCase));

        public static async Task<Collector> Start()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
            WebApplication app = builder.Build();
            Collector collector = new(app);
            app.MapPost("/v1/{signal}", async context =>
            {
                using MemoryStream body = new();
                await context.Request.Body.CopyToAsync(body);
                collector._bodies.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
            });
            await app.StartAsync();
            return collector;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
