using System.Text.RegularExpressions;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// For each address behind a link something to which the link really leads, and what is typed there. Only with the thing in place does it
/// show whether the purpose of a link is looked at: without it, every link is refused.
/// </summary>
/// <param name="Token">The link as it stands in a letter.</param>
/// <param name="Typed">The fields of the form that is sent.</param>
internal sealed partial record LinkWay(string Token, params (string Name, string Value)[] Typed)
{
    private const string Provider = "sing@voices.example", Referrer = "hill@example.org";

    /// <summary>The same link for another purpose. Everything else about it is right.</summary>
    public string For(LinkPurpose purpose, PagesHost host)
    {
        SignedLinks links = host.Get<SignedLinks>();
        LinkTarget target = links.Read(Token) ?? throw new InvalidOperationException("The link itself is not right.");
        return target.Purpose == purpose ? Token
            : links.Create(target with { Purpose = purpose, ShowsUntil = host.Machine.GetUtcNow().AddDays(1) });
    }

    public static async Task<LinkWay> To(PagesHost host, string pattern)
    {
        string[] parts = pattern.Trim('/').Split('/');
        bool isAfterwards = parts[^1] is "thanks";
        return parts[0] switch
        {
            "a" => await ToIntroduction(host, isAfterwards),
            "c" or "m" => await ToMeeting(host, parts[0] is "c"),
            "calendar" => await ToCalendar(host),
            "d" => new(host.Link(LinkPurpose.ConfirmActivity, await Choir(host)), ("runs", "yes")),
            "e" => await ToConfirmAddress(host),
            "g" => await ToGoing(host),
            "l" => await ToList(host),
            "o" => await ToSummary(host),
            "p" => new(host.Link(LinkPurpose.Preferences, await Confirmed(host)), ("wish", "discretion:on:"), ("knownAs", "Annie")),
            "refer" => await ToReferrals(host),
            "s" => await ToSurvey(host, isAfterwards),
            "w" => await ToRegister(host),
            _ => throw new InvalidOperationException($"{pattern}: say here what is behind such a link."),
        };
    }

    private static async Task<LinkWay> ToIntroduction(PagesHost host, bool isAnswered)
    {
        Guid journey = await host.Met();
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Choir", "Voices", Email: Provider), IntroductionKind.Referral, Agreed: true));
        if (isAnswered)
            await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted), Actor.Provider);
        return new(host.Link(LinkPurpose.Provider, journey, introduction), ("answer", "Accepted"));
    }

    private static async Task<LinkWay> ToMeeting(PagesHost host, bool isFile)
    {
        (Guid journey, string meeting) = await host.Booked();
        return isFile ? new(host.Link(LinkPurpose.Calendar, journey, meeting))
            : new(host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1"), ("meeting", $"{meeting}/1"));
    }

    private static async Task<LinkWay> ToCalendar(PagesHost host) =>
        new((await host.Get<StaffCalendars>().Renew(await Employ(host, StaffRole.LinkWorker), 0, default))!);

    private static async Task<LinkWay> ToConfirmAddress(PagesHost host)
    {
        const string address = "new@example.org";
        Guid journey = await Confirmed(host);
        using Visitor ana = host.Visit();
        await ana.Post($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", ("email", address));
        Journey state = await host.State(journey);
        return new(host.Get<SignedLinks>().ToPerson(LinkPurpose.ConfirmAddress, state, state.AwaitedEmail!.Change, address));
    }

    private static async Task<LinkWay> ToGoing(PagesHost host)
    {
        StaffMember vera = await Employ(host, StaffRole.Volunteer);
        await host.Staff.Change(vera.Id, s => s with { Volunteering = new(new DateOnly(2029, 1, 1)) }, default);
        host.SeesWhatIsNew();
        Guid journey = await host.Met();
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey,
            new Activities.Introduce(new ActivityDetails("Choir", "Voices"), IntroductionKind.Signposting));
        string session = await host.Do(journey, new Attendance.PlanSession(
            introduction, host.Clock.GetUtcNow().AddDays(5), new Transport(TransportKind.Own), 60));
        await host.Do(journey, new Attendance.ChooseVolunteer(session, vera.Id));
        return new(host.Get<SignedLinks>().ToVolunteer(journey, $"{session}/{vera.Id}", vera.Email));
    }

    private static async Task<LinkWay> ToList(PagesHost host)
    {
        Guid journey = await host.Met();
        string list = await host.Do(journey, new Choosing.OfferActivities(
            [new(new ActivityDetails("Choir", "Voices", Where: "Village hall"), "Tuesday 10:00", "Free", "Bus 18", "Tom")]));
        return new(host.Link(LinkPurpose.ActivityList, journey, list), ("list", list), ("says", "1/WouldTry"));
    }

    private static async Task<LinkWay> ToSummary(PagesHost host)
    {
        Guid journey = await host.Receive(organisation: "forest");
        await host.Do(journey, new Intake.Accept());
        await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await host.Do(journey, new Activities.Introduce(new ActivityDetails("Choir", "Voices"), IntroductionKind.Signposting));
        await host.Do(journey, new Closing.Close(ClosingReason.Withdrew, "Enough for now."));
        return new(host.Get<SignedLinks>().ToReferrer(journey, (await host.State(journey)).Referrals[0], Referrer));
    }

    private static async Task<LinkWay> ToReferrals(PagesHost host)
    {
        Assert.IsType<IntakeResult.Received>(await host.Get<ReferralIntake>()
            .Receive(Example.Referral, null, Guid.NewGuid().ToByteArray(), Guid.NewGuid().ToString(), default));
        await host.Get<ReferrerLists>().Ask(Referrer, default);
        return new(await InLetter(host, "/refer/mine/"));
    }

    private static async Task<LinkWay> ToSurvey(PagesHost host, bool isAnswered)
    {
        Guid journey = await host.Surveyed();
        if (isAnswered)
            await host.Do(journey, Example.Answers("baseline", 5), Actor.Person);
        return new(host.Link(LinkPurpose.Survey, journey, "baseline"), ("ons4.satisfied", "7"));
    }

    private static async Task<LinkWay> ToRegister(PagesHost host)
    {
        DateTimeOffset day = new(2027, 1, 18, 0, 0, 0, TimeSpan.Zero);
        Guid choir = await Choir(host), journey = await host.Met();
        await host.Get<ActivityDirectory>().Change(choir, a => a with { KeepsRegister = true }, default);
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Choir", "Voices", choir, Provider), IntroductionKind.Referral, Agreed: true));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        await host.Do(journey, new Attendance.ChangeSupport(introduction, SupportStep.Independent, "Feels fine."));
        await host.Do(journey, new Attendance.PlanSession(introduction, day.AddHours(14), new Transport(TransportKind.Own), 60));
        await host.Pass(day.AddHours(8) - host.Clock.GetUtcNow());
        await host.Get<Registers>().Queue(default);
        string token = await InLetter(host, "/w/");
        await host.Pass(TimeSpan.FromHours(7));
        using Visitor provider = host.Visit();
        return new(token, (Fields().Match(await provider.Html($"/w/{token}")).Groups[1].Value, nameof(RegisterMark.Came)));
    }

    private static async Task<Guid> Confirmed(PagesHost host)
    {
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        return journey;
    }

    private static async Task<Guid> Choir(PagesHost host)
    {
        Guid choir = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(choir, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: Provider),
            ConfirmedOn = new DateOnly(2027, 1, 10),
        }, 0, default));
        return choir;
    }

    private static async Task<StaffMember> Employ(PagesHost host, StaffRole role) =>
        (await host.Staff.Add($"{role}@riverside.example", "Vera Moss", role, default))!;

    private static async Task<string> InLetter(PagesHost host, string before)
    {
        await host.Pass(TimeSpan.FromMinutes(1));
        string text = host.Letters.First(l => l.Text.Contains(before, StringComparison.Ordinal)).Text;
        return text.Split(before)[1].Split([' ', '\n', '\r', ')', '>'])[0];
    }

    [GeneratedRegex("type=\"radio\"[^>]*name=\"(p[0-9a-f]{12})\"")]
    private static partial Regex Fields();
}
