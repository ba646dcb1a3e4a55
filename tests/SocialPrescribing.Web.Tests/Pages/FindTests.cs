using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class FindTests
{
    private static readonly ListingDetails _choir = new()
    {
        Name = "Forest Choir",
        Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: "sing@voices.example"),
        Needs = ["loneliness"],
        Schedules = [new ActivitySchedule(DayOfWeek.Thursday, new(19, 0), new(20, 30))],
        Place = new ActivityPlace("Forest Hall", Postcode: "GU35 0BP", Latitude: 51.1128, Longitude: -0.8589),
        Cost = "£2",
        StepFree = StepFree.Yes,
    };

    private static async Task<Guid> List(PagesHost host, ListingDetails details)
    {
        Guid id = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(id, details, 0, default));
        return id;
    }

    [Fact]
    public async Task Everybody_finds_activities_without_a_cookie_and_none_that_its_provider_keeps_from_the_public()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid choir = await List(host, _choir), secret = await List(host, _choir with { Name = "Quiet group", NotInPublic = true });
        using Visitor visitor = host.Visit();

        HttpResponseMessage answer =
            await visitor.Get("/find?need=loneliness&near=GU35&miles=3&day=Thursday&part=Evening&cost=2&stepFree=yes");
        string html = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Contains($"/find/{choir}", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Quiet group", html, StringComparison.Ordinal);
        Assert.Contains("/refer/myself?lang=en", html, StringComparison.Ordinal);
        Assert.Contains("Forest Choir", await visitor.Html($"/find/{choir}"), StringComparison.Ordinal);
        await visitor.Html($"/find/{secret}", HttpStatusCode.NotFound);
        Assert.DoesNotContain("Quiet group", await visitor.Html("/open-referral/services"), StringComparison.Ordinal);
        await visitor.Html($"/open-referral/services/{secret}", HttpStatusCode.NotFound);

        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.Contains("Quiet group", await tom.Html("/activities?near=GU35"), StringComparison.Ordinal);
        Assert.Contains("Not in public", await tom.Html($"/activities/{secret}"), StringComparison.Ordinal);
    }

    /// <summary>It is Thursday, 14 January 2027.</summary>
    [Fact]
    public async Task Breaks_and_school_holidays_are_told_and_are_no_next_time()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        Guid choir = await List(host, _choir with
        {
            Schedules = [_choir.Schedules[0] with { NotInSchoolHolidays = true }],
            Breaks = [new(new DateOnly(2027, 1, 10), new DateOnly(2027, 2, 12)), new(new DateOnly(2026, 12, 20), new DateOnly(2027, 1, 3))],
        });
        await admin.Send("/settings/service", "/settings/service", "version", ("schoolHolidays", "15/02/2027 to 19/02/2027"));
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);
        using Visitor visitor = host.Visit();

        Assert.Contains("2027-02-15 to 2027-02-19", await admin.Html("/settings/service"), StringComparison.Ordinal);
        Assert.Contains("Next: Thursday 25 February at 19:00", await visitor.Html("/find"), StringComparison.Ordinal);
        string one = await visitor.Html($"/find/{choir}"), cymraeg = await visitor.Html($"/find/{choir}?lang=cy");
        Assert.Contains("Not from 10 January 2027 to 12 February 2027", one, StringComparison.Ordinal);
        Assert.Contains("Not from 15 February 2027 to 19 February 2027", one, StringComparison.Ordinal);
        Assert.DoesNotContain("December", one, StringComparison.Ordinal);
        Assert.Contains("Dim o 15 Chwefror 2027 tan 19 Chwefror 2027", WebUtility.HtmlDecode(cymraeg), StringComparison.Ordinal);
        Assert.Contains("Not from 15 February 2027", await admin.Html($"/activities/{choir}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_speaks_Welsh_and_keeps_what_is_looked_for()
    {
        await using PagesHost host = await PagesHost.Run();
        await List(host, _choir);
        using Visitor visitor = host.Visit();
        string html = await visitor.Html("/find?lang=cy&near=GU35&day=Thursday");
        Assert.Contains("Dod o hyd i weithgaredd", html, StringComparison.Ordinal);
        Assert.Contains("name=\"lang\" value=\"cy\"", html, StringComparison.Ordinal);
        Assert.Contains("near=GU35&amp;day=Thursday&amp;lang=en", html.Replace("miles=&amp;", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    /// <summary>Browsers and proxies keep addresses, so these must not say where somebody lives.</summary>
    [Theory]
    [InlineData("/find", "gu35 0bp", "near=GU35%200")]
    [InlineData("/activities", "GU350BP", "near=GU35%200")]
    public async Task A_whole_postcode_does_not_stay_in_the_address(string path, string typed, string kept)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        HttpResponseMessage answer = await visitor.Get($"{path}?near={Uri.EscapeDataString(typed)}&miles=3");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        string location = answer.Headers.Location!.ToString();
        Assert.Contains(kept, location, StringComparison.Ordinal);
        Assert.Contains("miles=3", location, StringComparison.Ordinal);
        Assert.DoesNotContain("0BP", location, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A mistyped postcode tells as much of where somebody lives as a correct one.</summary>
    [Theory]
    [InlineData("/find", "GU35 OBP")]
    [InlineData("/find", "GU35 0B")]
    [InlineData("/activities", "GU35 0BPP")]
    public async Task Nor_does_a_mistyped_one(string path, string typed)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        HttpResponseMessage answer = await visitor.Get($"{path}?near={Uri.EscapeDataString(typed)}&miles=3");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        string location = answer.Headers.Location!.ToString();
        Assert.DoesNotContain("GU35", location, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("is not a postcode, or the first part of one", await visitor.Html(location), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", 15, "the 15th of each month 10:00 to 12:00")]
    [InlineData("en", 22, "the 22nd of each month 10:00 to 12:00")]
    [InlineData("en", ActivitySchedule.LastDay, "the last day of each month 10:00 to 12:00")]
    [InlineData("cy", 15, "dydd 15 o bob mis 10:00 tan 12:00")]
    [InlineData("cy", ActivitySchedule.LastDay, "diwrnod olaf pob mis 10:00 tan 12:00")]
    public void A_day_of_the_month_is_said_in_both_languages(string language, int day, string words)
    {
        Texts.Begin(Texts.LanguageOf(language));
        string said = ActivityWords.Times(new ActivitySchedule(null, new(10, 0), new(12, 0), Every.Month, MonthDay: day));
        Texts.Begin(Texts.English);
        Assert.Equal(words, said);
    }

    [Theory]
    [InlineData(0.1, false, "0.1 miles")]
    [InlineData(0.1, true, "less than a mile or so")]
    [InlineData(1.3, true, "about a mile")]
    [InlineData(2.6, true, "about 3 miles")]
    public void What_is_known_roughly_is_said_roughly(double miles, bool isRough, string words) =>
        Assert.Equal(words, ActivityWords.Miles(miles, isRough));

    [Theory]
    [InlineData("/find", "GU35 0BP", "near=GU35%200")]
    [InlineData("/find", "choir gu350bp monday", "text=choir%20monday&near=GU35%200")]
    [InlineData("/activities", "choir GU35 0BP", "text=choir&near=GU35%200")]
    public async Task Nor_does_one_among_the_words(string path, string typed, string kept)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        HttpResponseMessage answer = await visitor.Get($"{path}?text={Uri.EscapeDataString(typed)}");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.EndsWith("?" + kept, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get(answer.Headers.Location!.ToString())).StatusCode);
    }

    [Fact]
    public async Task A_place_that_nobody_knows_is_said_so_and_the_list_stands_all_the_same()
    {
        await using PagesHost host = await PagesHost.Run();
        await List(host, _choir);
        using Visitor visitor = host.Visit();
        Assert.Matches("is not a postcode(.|\n)*Forest Choir", await visitor.Html("/find?near=Bordon"));
        Assert.Matches("We do not know where SW1 is(.|\n)*Forest Choir", await visitor.Html("/find?near=SW1"));
        string unplaced = await visitor.Html("/find");
        Assert.Contains("By name", unplaced, StringComparison.Ordinal);
        Assert.DoesNotContain("Nearest first", unplaced, StringComparison.Ordinal);
        Assert.Contains("Nearest first", await visitor.Html("/find?near=GU35"), StringComparison.Ordinal);
        Assert.Contains("middle of the activities in GU35", await visitor.Html("/find?near=GU35"), StringComparison.Ordinal);
        // An unknown choice is ignored.
        Assert.Contains("Forest Choir",
            await visitor.Html("/find?day=99&part=7&miles=-1&page=0&age=1000&language=" + new string('x', 300)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_comes_from_a_journey_sees_how_far_it_is_from_there_and_the_look_is_noted()
    {
        await using PagesHost host = await PagesHost.Run();
        await List(host, _choir);
        Guid journey = await host.Met();
        Journey person = (await host.Get<IJourneyStore>().Load(journey, default) as LoadedJourney.Found)!.Stored.State;
        string postcode = person.Person.Address!.Postcode!;
        await host.Get<IPlaces>().Import(
            [new PostcodeRow(PostcodeRow.KeyOf(Encoding.ASCII.GetBytes(postcode)), new PostcodePlace(new MapPoint(51.1272, -0.8589)))],
            "one.csv", host.Clock.GetUtcNow(), default);
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.Contains($"/activities?for={journey:N}", await tom.Html($"/journeys/{journey:N}/activities"), StringComparison.Ordinal);

        string html = await tom.Html($"/activities?for={journey:N}&miles=3");
        Assert.Contains("1.0 miles", html, StringComparison.Ordinal);
        Assert.DoesNotContain(postcode, html.Replace(postcode == "GU35 0BP" ? "x" : "Forest Hall", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_read_what_our_own_introductions_say_and_the_public_does_not()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid choir = await List(host, _choir);
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.DoesNotContain("Our own experience", await tom.Html($"/activities/{choir}"), StringComparison.Ordinal);
        await RecordKinds.ActivityExperience.Of(DirectoryJson.Default.ActivityExperience).In(host.Get<IRegister>())
            .Put(choir.ToString("N"), new ActivityExperience(10, 9, 1.4, 12, 8), 0, default);
        string html = await tom.Html($"/activities/{choir}");
        Assert.All((string[])["Usually answers in 2 days", "Said yes 9 times of 10", "About 10 people went, and about 10 go alone by now"],
            sentence => Assert.Contains(sentence, html, StringComparison.Ordinal));
        using Visitor anybody = host.Visit();
        Assert.DoesNotContain("Said yes", await anybody.Html($"/find/{choir}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_reads_without_end_has_to_wait()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor program = host.Visit();
        // The limit refills by the machine's clock, so on a slow one the next answer may be let through again.
        Assert.True(await IsRefused($"/find/{Guid.Empty}?lang=en"));
        Assert.True(await IsRefused("/find"));
        Assert.Equal(HttpStatusCode.OK, (await program.Get("/refer/myself")).StatusCode);

        async Task<bool> IsRefused(string path)
        {
            for (int i = 0; i < 1_000; i++)
            {
                using HttpResponseMessage answer = await program.Get(path);
                if (answer.StatusCode is HttpStatusCode.TooManyRequests)
                    return true;
            }
            return false;
        }
    }

    [Fact]
    public void A_dial_shows_direction_and_distance_and_no_two_dots_on_each_other()
    {
        FoundActivity At(double miles, double bearing) => new(
            new PlacedActivity(
                new StoredActivity(new ListedActivity(Guid.NewGuid(), _choir, new ListingSource(ListingOrigin.Staff), default), 1, false),
                new MapPoint(51, 0), false), miles, new FoundIn(null, default, []))
        { Bearing = bearing };
        IReadOnlyList<DialDot> one = DialDots.Of([(1, At(1, 0)), (2, At(3, 90)), (3, At(10, 180)), (4, At(10.1, 180))]);
        Assert.Equal([(0, -60), (120, 0), (0, 240)], one.Select(d => ((int)Math.Round(d.X), (int)Math.Round(d.Y))));

        IReadOnlyList<DialDot> many = DialDots.Of(Enumerable.Range(1, 20).Select(i => (i, At(0, 0))));
        Assert.Equal(20, many.Count);
        foreach (DialDot dot in many)
            Assert.All(many.Where(d => d != dot), other => Assert.True(
                Math.Sqrt(Math.Pow(dot.X - other.X, 2) + Math.Pow(dot.Y - other.Y, 2)) >= 2 * DialDots.Radius));
    }
}
