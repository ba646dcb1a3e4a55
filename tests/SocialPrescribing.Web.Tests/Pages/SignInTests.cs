using System.Diagnostics.Metrics;
using System.Net;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What the sign-in page shows to whom. The hosts' tests cover how a host knows who has signed in.</summary>
public sealed class SignInTests
{
    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/a\\b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("evil")]
    [InlineData("")]
    public async Task Nobody_is_sent_elsewhere_after_the_sign_in(string next)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = host.Visit();

        HttpResponseMessage sent = await visitor.Post("/sign-in", ("email", tom.Email), ("password", PagesHost.Password), ("next", next));

        Assert.Equal("/board", sent.Headers.Location!.OriginalString);
        Assert.DoesNotContain("evil", await host.Visit().Html("/sign-in?next=" + Uri.EscapeDataString(next)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_signs_in_again_ends_the_earlier_session_of_this_browser_and_of_no_other()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using HttpClient client = host.Client();
        string first = await Session(PagesHost.Password), elsewhere = await Session(PagesHost.Password);

        Assert.Equal("", await Session("a wrong password, quite long", first));
        Assert.True(await Opens(first));
        string second = await Session(PagesHost.Password, first);

        Assert.False(await Opens(first));
        Assert.True(await Opens(second));
        Assert.True(await Opens(elsewhere));

        async Task<string> Session(string password, string? before = null)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/sign-in")
            {
                Content = new FormUrlEncodedContent([new("email", tom.Email), new("password", password)]),
                Headers = { { "Origin", host.PublicUrl } },
            };
            if (before is not null)
                request.Headers.Add("Cookie", before);
            using HttpResponseMessage answer = await client.SendAsync(request);
            string name = OwnCookies.NameOf(host.Get<HostSettings>(), Access.SessionCookie) + "=";
            return answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set)
                ? set.FirstOrDefault(c => c.StartsWith(name, StringComparison.Ordinal))?.Split(';')[0] ?? "" : "";
        }

        async Task<bool> Opens(string session)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/board") { Headers = { { "Cookie", session } } };
            using HttpResponseMessage answer = await client.SendAsync(request);
            return answer.StatusCode is HttpStatusCode.OK;
        }
    }

    [Fact]
    public async Task The_same_is_said_whatever_was_wrong()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        StaffMember gone = await host.Employ(StaffRole.Lead);
        await host.Staff.SetEnabled(gone.Id, false, default);
        using Visitor visitor = host.Visit();
        HashSet<string> answers = [];

        foreach ((string email, string password) in new[] { (tom.Email, "a wrong password, quite long"),
            ("nobody@riverside.example", PagesHost.Password), (gone.Email, PagesHost.Password), (tom.Email, new string('x', 5_000)),
            (tom.Email, "") })
        {
            HttpResponseMessage sent = await visitor.Post("/sign-in", ("email", email), ("password", password));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
            string html = await sent.Content.ReadAsStringAsync();
            Assert.Contains(WebUtility.HtmlEncode(email), html, StringComparison.Ordinal);
            answers.Add(html.Replace(WebUtility.HtmlEncode(email), "", StringComparison.Ordinal));
        }

        Assert.Single(answers);
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = host.Visit();
        for (int i = 0; i < 10; i++)
            await visitor.Post("/sign-in", ("email", tom.Email), ("password", "a wrong password, quite long"));

        HttpResponseMessage locked = await visitor.Post("/sign-in", ("email", tom.Email), ("password", PagesHost.Password));
        host.Machine.Move(TimeSpan.FromMinutes(16));
        HttpResponseMessage later = await visitor.Post("/sign-in", ("email", tom.Email), ("password", PagesHost.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, locked.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, later.StatusCode);
    }

    [Fact]
    public async Task Guesses_from_the_same_address_keep_nobody_out_of_their_own_browser()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor own = await host.SignIn(tom), other = host.Visit();
        Task<HttpResponseMessage> Try(Visitor visitor, string password) =>
            visitor.Post("/sign-in", ("email", tom.Email), ("password", password));
        for (int i = 0; i < 25; i++)
            await Try(other, "a wrong password, quite long");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Try(other, PagesHost.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Try(own, PagesHost.Password)).StatusCode);
    }

    /// <summary>A sender chooses the names in Host and Origin freely.</summary>
    [Theory]
    [InlineData("evil.example", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("evil.example", "https://localhost:7071", HttpStatusCode.Forbidden)]
    [InlineData("localhost:7071", "http://localhost:7071", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "http://127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData("[::1]:80", "http://[::1]:80", HttpStatusCode.Forbidden)]
    [InlineData("localhost:7071", "http://riverside.example", HttpStatusCode.UnprocessableEntity)]
    [InlineData("localhost:8080", "http://localhost:8080", HttpStatusCode.UnprocessableEntity)]
    public async Task A_form_under_another_name_of_this_service_is_not_ours(string name, string origin, HttpStatusCode status)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor visitor = host.Visit();
        visitor.Carries("Host", name);

        HttpResponseMessage sent = await visitor.PostFrom(origin, "/sign-in", ("email", "nobody@riverside.example"), ("password", "x"));

        Assert.Equal(status, sent.StatusCode);
    }

    /// <summary>A browser says <c>same-origin</c> under any name that leads here. It counts for names that are ours or were.</summary>
    [Theory]
    [InlineData("same-origin", "https://before.example", HttpStatusCode.UnprocessableEntity)]
    [InlineData("same-origin", "http://before.example", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", "http://riverside.example", HttpStatusCode.UnprocessableEntity)]
    [InlineData("same-site", "https://other.before.example", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "https://before.example", HttpStatusCode.Forbidden)]
    public async Task A_form_that_was_opened_under_the_address_of_before_is_ours_still(string site, string origin, HttpStatusCode status)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor visitor = host.Visit();
        visitor.Carries("Host", new Uri(origin).Host);
        visitor.Carries("Sec-Fetch-Site", site);

        HttpResponseMessage sent =
            await visitor.PostFrom(origin, "/sign-in", ("email", "nobody@riverside.example"), ("password", "x"));

        Assert.Equal(status, sent.StatusCode);
        Assert.Equal(status is HttpStatusCode.Forbidden && site is "same-origin",
            host.Logged.Any(l => l.StartsWith("5509", StringComparison.Ordinal)));
    }

    /// <summary>Browsers that name no origin, or <c>null</c>, still say which name they asked for.</summary>
    [Theory]
    [InlineData(null, "riverside.example", "same-origin", HttpStatusCode.UnprocessableEntity)]
    [InlineData("null", "before.example", "same-origin", HttpStatusCode.UnprocessableEntity)]
    [InlineData("null", "evil.example", "same-origin", HttpStatusCode.Forbidden)]
    [InlineData(null, "evil.example", "same-origin", HttpStatusCode.Forbidden)]
    [InlineData(null, "localhost", "same-origin", HttpStatusCode.Forbidden)]
    [InlineData("null", "127.0.0.1:8080", "same-origin", HttpStatusCode.Forbidden)]
    [InlineData(null, "riverside.example", "cross-site", HttpStatusCode.Forbidden)]
    public async Task Without_an_origin_the_name_that_was_asked_for_counts(
        string? origin, string name, string site, HttpStatusCode status)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor visitor = host.Visit();
        visitor.Carries("Host", name);
        visitor.Carries("Sec-Fetch-Site", site);

        HttpResponseMessage sent =
            await visitor.PostFrom(origin, "/sign-in", ("email", "nobody@riverside.example"), ("password", "x"));

        Assert.Equal(status, sent.StatusCode);
    }

    [Fact]
    public async Task An_attack_stands_in_the_log_and_before_the_lead_and_no_address_does()
    {
        List<string?> counted = [];
        using MeterListener metrics = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name is "social_prescribing.sign_ins")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        metrics.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (counted)
                counted.Add(tags.ToArray().Single().Value?.ToString());
        });
        metrics.Start();
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), lead = await host.Employ(StaffRole.Lead, "Leila Marsh");
        using Visitor visitor = host.Visit(), reader = await host.SignIn(lead);
        Assert.Contains("None in the last seven days.", await reader.Html("/settings"), StringComparison.Ordinal);
        for (int i = 0; i < 10; i++)
            await visitor.Post("/sign-in", ("email", tom.Email), ("password", "a wrong password, quite long"));
        await visitor.Post("/sign-in", ("email", "nobody@riverside.example"), ("password", "a wrong password, quite long"));

        string page = WebUtility.HtmlDecode(await reader.Html("/settings"));

        string[] said = [.. host.Logged.Where(l => l.StartsWith("570", StringComparison.Ordinal))];
        Assert.Contains(said, l => l.StartsWith("5701", StringComparison.Ordinal) && l.Contains(lead.Id, StringComparison.Ordinal));
        Assert.Equal(10, said.Count(l => l.StartsWith("5702", StringComparison.Ordinal) && l.Contains(tom.Id, StringComparison.Ordinal)));
        Assert.Contains(said,
            l => l.StartsWith("5702", StringComparison.Ordinal) && l.Contains("UnknownAddress", StringComparison.Ordinal));
        Assert.Single(said, l => l.StartsWith("5703", StringComparison.Ordinal) && l.Contains(tom.Id, StringComparison.Ordinal));
        Assert.DoesNotContain(said, l => l.Contains('@', StringComparison.Ordinal));
        lock (counted)
            Assert.Superset(new HashSet<string?> { "WrongPassword", "UnknownAddress" }, counted.ToHashSet());
        Assert.Matches("(?s)Tom Ashby.*10.*Addresses that nobody here has.*1", page);
        Assert.DoesNotContain("nobody@riverside.example", page, StringComparison.Ordinal);
    }

    /// <summary>Nobody looks whose account they are for, but a lead sees that they came. They cost one write a minute.</summary>
    [Fact]
    public async Task What_is_refused_before_anybody_looks_at_it_is_seen_by_the_lead_and_not_written_each_time()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), lead = await host.Employ(StaffRole.Lead, "Leila Marsh");
        using Visitor visitor = host.Visit(), reader = await host.SignIn(lead);
        for (int i = 0; i < SignInLimiter.MostFailures; i++)
            await visitor.Post("/sign-in", ("email", $"nobody{i}@riverside.example"), ("password", "a wrong password, quite long"));
        async Task<string> Written() => string.Join('\n', (await host.Get<IRegister>()
            .List(RecordKinds.SignInTries.Name, "", 1_000, null, default)).Items.Select(r => $"{r.Key} {r.Version} {r.Json}"));

        async Task Refused() => Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await visitor.Post("/sign-in", ("email", tom.Email), ("password", "a wrong password, quite long"))).StatusCode);
        await Refused();
        string after = await Written();
        for (int i = 0; i < 29; i++)
            await Refused();
        Assert.Equal(after, await Written());
        Assert.Matches("(?s)More tries from one place than are looked at.*30.*Addresses that nobody here has.*20",
            WebUtility.HtmlDecode(await reader.Html("/settings")));

        host.Machine.Move(TimeSpan.FromMinutes(2));
        await Refused();
        Assert.NotEqual(after, after = await Written());
    }
}
