using System.Net;
using System.Text.Json;
using SocialPrescribing.Contracts;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>What callers see when something behind the API fails: an answer that names nobody and says what to do.</summary>
public sealed class BadDaysTests
{
    private static readonly string _referral = File.ReadAllText(Path.Combine(Samples(), "referral-gp.json"));

    [Fact]
    public async Task A_failure_is_answered_without_any_detail_and_logged_without_its_message()
    {
        await using FaultyService service = await FaultyService.Start(new Dictionary<string, Func<object?>> { ["Get"] = BreakWithAName });
        using HttpResponseMessage answer = await service.Post("/api/referrals", _referral);
        string text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        JsonElement problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal("unexpected-error", problem.GetProperty("code").GetString());
        Assert.DoesNotContain("Peggy", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);

        string logged =
            Assert.Single(service.Log, line => line.Contains(problem.GetProperty("traceId").GetString()!, StringComparison.Ordinal));
        Assert.Contains("InvalidOperationException", logged, StringComparison.Ordinal);
        Assert.Contains("/api/referrals", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("Peggy", string.Concat(service.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_store_is_away_programs_are_told_when_to_come_back()
    {
        await using FaultyService service = await FaultyService.Start(new Dictionary<string, Func<object?>> { ["Get"] = Away });
        using HttpResponseMessage answer = await service.Post("/api/referrals", _referral);
        JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10)),
            (answer.StatusCode, answer.Headers.RetryAfter!.Delta!.Value));
        Assert.Equal("busy", problem.GetProperty("code").GetString());
        string trace = problem.GetProperty("traceId").GetString()!;
        Assert.Matches("^[0-9a-f]{32}$", trace);
        Assert.Contains("TimeoutException", Assert.Single(service.Log, line => line.Contains(trace, StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("Peggy", string.Concat(service.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_store_is_away_people_keep_their_words_and_may_send_them_again()
    {
        await using FaultyService service = await FaultyService.Start(
            new Dictionary<string, Func<object?>> { ["Get"] = Away, ["Put"] = () => throw new TimeoutException() });
        using HttpRequestMessage form = new(HttpMethod.Post, "/refer/myself?from=a")
        {
            Content = new FormUrlEncodedContent(
                [new("reason", "I <miss> people"), new("commandId", "0123456789abcdef0123456789abcdef"), new("password", "never shown")]),
            Headers = { { "Origin", FaultyService.Origin } },
        };
        using HttpResponseMessage answer = await service.Http.SendAsync(form);
        string page = await answer.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10)),
            (answer.StatusCode, answer.Headers.RetryAfter!.Delta!.Value));
        Assert.Contains("Nothing is lost", page, StringComparison.Ordinal);
        Assert.Contains("What you wrote is still here", page, StringComparison.Ordinal);
        Assert.Contains("""<form method="post" action="/refer/myself?from=a">""", page, StringComparison.Ordinal);
        Assert.Contains("I &lt;miss&gt; people", page, StringComparison.Ordinal);
        Assert.Contains("0123456789abcdef0123456789abcdef", page, StringComparison.Ordinal);
        Assert.DoesNotContain("never shown", page, StringComparison.Ordinal);
    }

    /// <summary>As in W3C Trace Context, a caller that sent <c>traceparent</c> finds its own id in our answers.</summary>
    [Fact]
    public async Task Every_problem_carries_the_trace_of_its_request()
    {
        await using FaultyService service = await FaultyService.Start();
        using HttpRequestMessage request = new(HttpMethod.Get,
            "/api/tasks")
        { Headers = { { "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" } } };
        using HttpResponseMessage answer = await service.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement
            .GetProperty("traceId").GetString());
    }

    private static Task<RegisterRecord?> Away() => throw new TimeoutException("Nobody answered about Peggy O'Neill.");

    [Fact]
    public async Task Whoever_loses_every_race_is_asked_to_come_again()
    {
        await using FaultyService service = await FaultyService.Start(
            new Dictionary<string, Func<object?>>
            {
                ["Commit"] = () => Task.FromResult<CommitOutcome>(new CommitOutcome.JourneyChanged()),
            });
        string key = await service.Key();
        using HttpResponseMessage answer = await service.Post("/api/referrals", _referral, key);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("busy", JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_service_that_does_not_get_on_with_its_work_needs_a_human_and_still_takes_work()
    {
        await using FaultyService service = await FaultyService.Start();
        using HttpResponseMessage taken = await service.Post("/api/referrals", _referral, await service.Key());
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        service.Clock.Advance(TimeSpan.FromDays(30));

        using HttpResponseMessage ready = await service.Http.GetAsync("/health/attention");
        JsonElement said = JsonDocument.Parse(await ready.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(("attention", 1),
            (said.GetProperty("status").GetString(), said.GetProperty("figures").GetProperty("overdueJourneys").GetInt32()));
        foreach (string path in (string[])["/health/live", "/health/ready"])
        {
            using HttpResponseMessage works = await service.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, works.StatusCode);
        }
    }

    [Fact]
    public async Task A_service_that_cannot_reach_its_data_is_not_ready()
    {
        await using FaultyService service = await FaultyService.Start(
            new Dictionary<string, Func<object?>>
            {
                ["Put"] = () => throw new IOException("No disk."),
                ["Figures"] = () => throw new IOException("No disk.")
            });
        using HttpResponseMessage ready = await service.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("""{"status":"unready","why":"the store takes no writes"}""", await ready.Content.ReadAsStringAsync());
        using HttpResponseMessage attention = await service.Http.GetAsync("/health/attention");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, attention.StatusCode);
        // No figures, because they could not be read. Notes need no store.
        Assert.StartsWith("""{"status":"attention","notes":[""", await attention.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Whether it is ready is asked often, so the answer is kept. What has failed since counts more.</summary>
    [Theory]
    [InlineData("/api/referrals")]
    [InlineData("/refer/myself")]
    public async Task A_service_whose_disk_fills_is_not_ready_as_soon_as_somebody_is_turned_away(string path)
    {
        bool isFull = false;
        Func<object?> full = () => isFull ? throw new InsufficientMemoryException() : null;
        await using FaultyService service = await FaultyService.Start(new Dictionary<string, Func<object?>>
        {
            ["Get"] = full,
            ["Put"] = full,
            ["Commit"] = full,
        });
        string key = await service.Key();
        Assert.Equal(HttpStatusCode.OK, (await Ready()).Status);

        isFull = true;
        using HttpRequestMessage form = new(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent([new("reason", "I miss people")]),
            Headers = { { "Origin", FaultyService.Origin } },
        };
        using HttpResponseMessage turnedAway =
            path is "/refer/myself" ? await service.Http.SendAsync(form) : await service.Post(path, _referral, key);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, turnedAway.StatusCode);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"unready","why":"the disk is full"}"""), await Ready());

        async Task<(HttpStatusCode Status, string Text)> Ready()
        {
            using HttpResponseMessage answer = await service.Http.GetAsync("/health/ready");
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>A document is the first thing that does not fit on a disk, and a referral may still do.</summary>
    [Fact]
    public async Task A_document_for_which_there_is_no_room_is_answered_like_anything_else_and_the_operator_is_told()
    {
        bool isFull = true;
        await using FaultyService service = await FaultyService.Start(new Dictionary<string, Func<object?>>
        {
            ["Write"] = () => isFull ? throw new InsufficientMemoryException() : null,
        });
        (await service.Post("/api/referrals", _referral, await service.Key())).EnsureSuccessStatusCode();
        Page<StoredJourney> waiting = await service.Get<IJourneyStore>().Journeys(new JourneyQuery(Stage.Triage), default);
        StaffDirectory staff = service.Get<StaffDirectory>();
        StaffMember tom = (await staff.Add("tom@service.example", "Tom Ashby", StaffRole.LinkWorker, default))!;
        string token = await staff.IssueToken(tom.Id, default);

        using HttpResponseMessage turnedAway = await Add();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (turnedAway.StatusCode, turnedAway.Headers.RetryAfter is not null));
        Assert.Contains(service.Log, l => l.Contains("the disk is full", StringComparison.Ordinal));
        Assert.Contains("\"not-kept\"", await service.Http.GetStringAsync("/health/attention"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/health/ready")).StatusCode);
        isFull = false;
        Assert.Equal(HttpStatusCode.OK, (await Add()).StatusCode);

        Task<HttpResponseMessage> Add() => service.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post,
            $"/api/journeys/{waiting.Items[0].State.Id}/documents")
        {
            Content = SentDocuments.Form(SampleFiles.Pdf(), "letter.pdf", ("commandId", "d-1"), ("title", "Letter")),
            Headers = { { "X-Staff-Token", token } },
        });
    }

    /// <summary>
    /// The server reads the next request of a connection when the last is over and done with, so whatever is done for a known address
    /// alone must not belong to it.
    /// </summary>
    [Fact]
    public async Task Who_has_forgotten_their_password_is_looked_up_apart_from_their_connection()
    {
        TaskCompletionSource<Page<RegisterRecord>> never = new();
        bool hangs = false;
        await using FaultyService service = await FaultyService.Start(new Dictionary<string, Func<object?>>
        {
            // Asked for somebody who is known, and for nobody else.
            ["List"] = () => hangs ? never.Task : null,
        });
        StaffDirectory staff = service.Get<StaffDirectory>();
        StaffMember tom = (await staff.Add("tom@service.example", "Tom Ashby", StaffRole.LinkWorker, default))!;
        await staff.SetPassword(await staff.IssueSetUpLink(tom.Id, default), "", "", "seven herons over a marsh", default);
        using HttpClient one = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 })
        {
            BaseAddress = service.Http.BaseAddress,
            Timeout = TimeSpan.FromSeconds(20),
        };
        one.DefaultRequestHeaders.Add("Origin", FaultyService.Origin);
        hangs = true;

        List<(HttpStatusCode, string)> answers = [];
        foreach (string email in (string[])["nobody@service.example", tom.Email, "nobody@service.example"])
        {
            using HttpResponseMessage answer =
                await one.PostAsync("/forgotten-password", new FormUrlEncodedContent([new("email", email)]));
            answers.Add((answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        Assert.Equal(HttpStatusCode.OK, Assert.Single(answers.Distinct()).Item1);
        never.SetException(new TimeoutException());
    }

    private static string Samples()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "samples", "referral-gp.json")))
                return Path.Combine(folder.FullName, "samples");
        throw new InvalidOperationException("The folder samples was not found above the tests.");
    }

    private static Task<RegisterRecord?> BreakWithAName() =>
        throw new InvalidOperationException("Could not read the row of Peggy O'Neill.");
}
