using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Functions.Tests;

/// <summary>The telemetry that the worker writes on Azure.</summary>
public sealed class AzureTelemetryTests
{
    private const string Nowhere = "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=http://127.0.0.1:9/";
    private static readonly DateTimeOffset Monday = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_referral_is_followed_to_its_letters_and_nothing_is_said_about_anybody()
    {
        KeptTelemetry kept = new();
        TestClock clock = new(Monday);
        Guid journey;
        string[] links;
        await using (AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure, clock, kept.Exporters))
        {
            journey = await azure.Refer();
            azure.Hub.RunUntil(clock.Now.AddDays(1));
            links = [.. azure.Mail.Sent.SelectMany(m => m.Message.Content.PlainText.Split(' ', '\n', '\r', '(', ')'))
                .Where(w => w.StartsWith(AzureOnOneMachine.Public + "/p/", StringComparison.Ordinal)).Select(w => new Uri(w).AbsolutePath)
                .Distinct()];
            Assert.NotEmpty(links);
            foreach (string path in links.SelectMany(l => (string[])[l, l + "x", l.ToUpperInvariant()]))
                (await azure.Ask(path + "?email=peggy@mail.example")).Dispose();
            (await azure.Ask(
                "/board", AzureOnOneMachine.Principal(Guid.NewGuid(), "ana@service.example", "Ana Reid", ["Lead"]))).Dispose();
            await azure.Get<Watch>().Look(default);
            azure.Get<MeterProvider>().ForceFlush();
        }

        string all = kept.All();
        Assert.All(
            [.. links.Select(l => l.Split('/')[2].Split('.')[0]), "ana@", "Ana Reid", "mail.example", "client.address", "user_agent",
                "url.query",
                .. Marked],
            marked => Assert.DoesNotContain(marked, all, StringComparison.OrdinalIgnoreCase));

        Activity intake = Assert.Single(kept.SpansOf(journey, Tracing.Intake));
        Assert.Equal("/api/referrals", Assert.Single(kept.Spans, s => s.SpanId == intake.ParentSpanId).GetTagItem("url.path"));
        Assert.NotEmpty(kept.SpansOf(journey, Tracing.Advance));
        Assert.NotEmpty(kept.SpansOf(journey, Tracing.Letter));
        Assert.Contains(kept.Spans, s => s.GetTagItem("url.path") as string == "/p/{token}");
        Assert.Contains(kept.Metrics, m => m.Name is "social_prescribing.attention");
    }

    /// <summary>
    /// The Functions host reads the standard setting too, and records people's links once it finds it. So the worker has a setting of
    /// its own.
    /// </summary>
    [Theory]
    [InlineData(null, null, false)]
    [InlineData("SocialPrescribing:Telemetry:ConnectionString", Nowhere, true)]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", Nowhere, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9", true)]
    public async Task Each_way_to_say_where_telemetry_goes_is_taken(string? setting, string? value, bool isOn)
    {
        Dictionary<string, string?> settings = AzureOnOneMachine.OnAzure;
        if (setting is not null)
            settings[setting] = value;
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(settings);
        Assert.Equal(isOn, azure.Get<IServiceProvider>().GetService<TracerProvider>() is not null);
    }

    /// <summary>The values in the sample that are about somebody.</summary>
    private static readonly string[] Marked =
    [
        "Margaret", "O'Neill", "Peggy", "943 476 5919", "9434765919", "1952-03-28", "GU35", "Heather", "900123", "example.org", "Okafor",
        "forest-surgery", "Hard of hearing",
    ];
}
