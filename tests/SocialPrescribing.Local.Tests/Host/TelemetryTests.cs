using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SocialPrescribing.Service;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Desk;
using SocialPrescribing.Web.Telemetry;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>Telemetry that leaves the machine shows what happened to a referral, but nothing about anybody.</summary>
public sealed partial class TelemetryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_referral_is_followed_to_its_letters_and_nothing_is_said_about_anybody()
    {
        KeptTelemetry kept = new();
        List<string> secrets = [];
        Guid journey = Guid.Empty;
        OneMachine machine = await OneMachine.Start(telemetry: kept.Exporters);
        await using (Story story = await Story.Begin(machine))
        {
            (_, string key) = await machine.AddOrganisation("Elm Street Practice");
            JsonObject referral = OneMachine.Referral();
            // A request's query may contain anything.
            Uri refer = new(machine.Host.Address, "api/referrals?who=josie.quill@mail.example");
            using (HttpRequestMessage request = new(HttpMethod.Post, refer) { Content = JsonContent.Create(referral) })
            {
                request.Headers.Add("X-Api-Key", key);
                request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-00");
                request.Headers.Add("tracestate", "vendor=Quill");
                request.Headers.Add("baggage", "person=Quill");
                request.Headers.Add("User-Agent", "Quill/1.0");
                request.Headers.Add("X-Forwarded-For", "203.0.113.77");
                // In this test, client and service share a process. A real referrer's program is another process and sends its own trace.
                using HttpMessageInvoker referrer = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });
                using HttpResponseMessage answer = await referrer.SendAsync(request, default);
                Assert.True(answer.IsSuccessStatusCode);
            }
            await foreach (Guid one in machine.Get<IJourneyStore>().All(default))
                journey = one;
            story.IsAbout(journey);
            await story.Settles();
            await story.Does(story.Tom, "accept", new() { ["linkWorker"] = story.Tom.Id });
            await story.Books("2027-02-04 10:00");
            await story.Until("2027-02-03 12:00");

            // People open their links and mistype them, and staff look somebody up.
            string[] links =
                [.. story.Letters(Story.Josie).SelectMany(l => Link().Matches(l.Text)).Select(m => m.Groups[1].Value).Distinct()];
            Assert.Contains(links, l => l.StartsWith("/c/", StringComparison.Ordinal));
            Assert.Contains(links, l => l.StartsWith("/p/", StringComparison.Ordinal));
            foreach (string link in links.SelectMany(l => (string[])[l, l + "/data", l + "x", "/nowhere" + l, l.ToUpperInvariant()]))
                (await machine.Http.GetAsync(new Uri(link, UriKind.Relative))).Dispose();
            (await machine.Http.GetAsync(new Uri("/set-up/one-time-secret?next=/people?q=Quill", UriKind.Relative))).Dispose();
            using HttpRequestMessage search = new(HttpMethod.Get, "api/journeys?q=Quill");
            search.Headers.Add("X-Staff-Token", story.Tom.Token);
            (await machine.Http.SendAsync(search)).Dispose();
            // A library whose log messages repeat its input.
            LogLibrary(machine.Get<ILoggerFactory>().CreateLogger("Some.Library"), "Quill", new FormatException("'Quill' is no number."));
            LogOurs(machine.Get<ILoggerFactory>().CreateLogger("SocialPrescribing.Web"), new FormatException("'Quill' is no number."));

            await machine.Get<Watch>().Look(default);
            machine.Get<MeterProvider>().ForceFlush();
            secrets.AddRange([key, story.Tom.Token, "one-time-secret", .. links.Select(l => l.Split('/')[2].Split('.')[0])]);
        }

        string all = kept.All();
        Assert.All(
            [
                .. secrets, "Quill", "QUILL", "Josie", "josie.quill", "mail.example", "900123", "476 5919", "9434765919", "GU35",
                "Invented Row",
                "1951", "Amal", "surgery.example", "Whitehill", "furniture", "Mill Lane", "Elm Street", "Ashby", "Marsh", "service.example",
                "203.0.113.77", "client.address", "peer.address", "user_agent", "url.query",
            ],
            marked => Assert.DoesNotContain(marked, all, StringComparison.Ordinal));

        // One trace leads from the request to the journey, and the journey's id from there to the letters.
        Activity intake = Assert.Single(kept.SpansOf(journey, Tracing.Intake));
        Activity asked = Assert.Single(kept.Spans, s => s.SpanId == intake.ParentSpanId);
        Assert.Equal((Trace, "POST /api/referrals"), (intake.TraceId.ToString(), asked.DisplayName));
        Assert.Equal(("/api/referrals", "Received"), (asked.GetTagItem("url.path"), intake.GetTagItem(Tracing.OutcomeTag)));
        Assert.NotEmpty(kept.SpansOf(journey, Tracing.Advance));
        Assert.Contains(kept.SpansOf(journey, Tracing.Letter), s => Says(s, "Received", "Accepted"));
        Assert.Contains(kept.SpansOf(journey, Tracing.Command), s => Says(s, "Book", "Done"));
        Assert.Contains(kept.Spans, s => s.GetTagItem("url.path") as string == "/p/{token}");
        Assert.Contains(kept.Spans, s => s.GetTagItem("url.path") as string == SpanRedaction.NoRoute);
        Assert.Contains(kept.Logs, l => l.CategoryName is "Some.Library" && l.Body is "Cannot read {Text}"
            && l.Attributes!.Any(a => $"{a.Value}".Contains("FormatException", StringComparison.Ordinal)));
        Assert.Contains(kept.Metrics, m => m.Name is "http.client.request.duration");
        Assert.Contains(kept.Metrics, m => m.Name is "social_prescribing.letters");
        Assert.Contains(kept.Metrics, m => m.Name is "social_prescribing.journeys.overdue");
        Assert.Contains(kept.Metrics, m => m.Name is "social_prescribing.attention");

        static bool Says(Activity span, string type, string outcome) =>
            span.GetTagItem(Tracing.TypeTag) as string == type && span.GetTagItem(Tracing.OutcomeTag) as string == outcome;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Cannot read {Text}")]
    private static partial void LogLibrary(ILogger log, string text, Exception e);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Unexpected")]
    private static partial void LogOurs(ILogger log, Exception e);

    [GeneratedRegex(@"http://[^\s/]+(/\w/[^\s)]+)")]
    private static partial Regex Link();

    /// <summary>Without exporters there must be no cost.</summary>
    [Fact]
    public async Task Without_an_address_there_is_no_telemetry()
    {
        await using OneMachine machine = await OneMachine.Start();
        Assert.Null(machine.Host.Services.GetService<TracerProvider>());
        Assert.Null(machine.Host.Services.GetService<HealthGauges>());
    }

    /// <summary>Every instance is scraped at least once a minute.</summary>
    [Fact]
    public async Task Metrics_are_what_was_read_last_and_nothing_when_that_is_too_old()
    {
        MovedClock machineClock = new(OneMachine.Monday);
        KeptTelemetry kept = new();
        await using OneMachine machine = await OneMachine.Start(machine: machineClock, telemetry: kept.Exporters);
        Assert.DoesNotContain("social_prescribing.attention", Scrape(), StringComparison.Ordinal);
        await machine.Get<Watch>().Health(default);
        Assert.Contains("social_prescribing.attention", Scrape(), StringComparison.Ordinal);
        machineClock.Move(HealthGauges.Lasts);
        Assert.DoesNotContain("social_prescribing.attention", Scrape(), StringComparison.Ordinal);

        // Other hosts in this process have gauges of the same names.
        string Scrape()
        {
            List<string> seen = [];
            using System.Diagnostics.Metrics.MeterListener listener = new();
            System.Diagnostics.Metrics.Meter own = machine.Get<HealthGauges>().Meter;
            listener.InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter == own)
                    l.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => seen.Add(instrument.Name));
            listener.Start();
            listener.RecordObservableInstruments();
            return string.Join(' ', seen);
        }
    }
}
