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
    /// <summary>Whose links are made, unless a test needs somebody else's as well.</summary>
    private const string Somebody = "Ana";

    /// <summary>The same link for another purpose. Everything else about it is right.</summary>
    public string For(LinkPurpose purpose, PagesHost host)
    {
        SignedLinks links = host.Get<SignedLinks>();
        LinkTarget target = links.Read(Token) ?? throw new InvalidOperationException("The link itself is not right.");
        return target.Purpose == purpose ? Token
            : links.Create(target with { Purpose = purpose, ShowsUntil = host.Machine.GetUtcNow().AddDays(1) });
    }

    /// <param name="name">By which everything is called that is behind the link: the person, an activity, whoever is employed.</param>
    public static async Task<LinkWay> To(PagesHost host, string pattern, string name = Somebody)
    {
        Maker make = new(host, name);
        string[] parts = pattern.Trim('/').Split('/');
        bool isAfterwards = parts[^1] is "thanks";
        return parts[0] switch
        {
            "a" => await make.Introduction(isAfterwards),
            "c" or "m" => await make.Meeting(parts[0] is "c"),
            "calendar" => await make.Calendar(),
            "d" => new(host.Link(LinkPurpose.ConfirmActivity, await make.Choir()), ("runs", "yes")),
            "e" => await make.ConfirmAddress(),
            "g" => await make.Going(),
            "l" => await make.List(),
            "o" => await make.Summary(),
            "p" => new(host.Link(LinkPurpose.Preferences, await make.Confirmed()), ("wish", "discretion:on:"), ("knownAs", "Annie")),
            "refer" => await make.Referrals(),
            "s" => await make.Survey(isAfterwards),
            "w" => await make.Register(),
            _ => throw new InvalidOperationException($"{pattern}: say here what is behind such a link."),
        };
    }

    /// <summary>A new link to the list of the referrer who is called so.</summary>
    public static Task<string> ToListOf(PagesHost host, string name) => new Maker(host, name).AskForList();

    /// <summary>Makes something for a link to lead to.</summary>
    private sealed class Maker(PagesHost host, string name)
    {
        private string Provider => $"sing.{name}@voices.example";
        private string Referrer => name is Somebody ? "hill@example.org" : $"hill.{name}@example.org";
        private string Singing => $"{name}'s choir";
        private string Voices => $"{name}'s voices";

        private Referral Named(Referral referral) => name is Somebody ? referral : referral with
        {
            Person = referral.Person with
            {
                FirstName = name,
                FamilyName = name,
                NhsNumber = null,
                Contacts = [new ContactDetail(ContactKind.Email, $"{name}@example.org", Allowed: true, Preferred: true)],
            },
            Referrer = referral.Referrer! with { Name = name, Email = Referrer },
        };

        public async Task<LinkWay> Introduction(bool isAnswered)
        {
            Guid journey = await host.Met(Named);
            await host.Do(journey, Example.Plan);
            string introduction = await host.Do(journey, new Activities.Introduce(
                new ActivityDetails(Singing, Voices, Email: Provider), IntroductionKind.Referral, Agreed: true));
            if (isAnswered)
                await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted), Actor.Provider);
            return new(host.Link(LinkPurpose.Provider, journey, introduction), ("answer", "Accepted"));
        }

        public async Task<LinkWay> Meeting(bool isFile)
        {
            (Guid journey, string meeting) = await host.Booked(Named);
            return isFile ? new(host.Link(LinkPurpose.Calendar, journey, meeting))
                : new(host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1"), ("meeting", $"{meeting}/1"));
        }

        public async Task<LinkWay> Calendar() =>
            new((await host.Get<StaffCalendars>().Renew(await Employ(StaffRole.LinkWorker), 0, default))!);

        public async Task<LinkWay> ConfirmAddress()
        {
            string address = $"new.{name}@example.org";
            Guid journey = await Confirmed();
            using Visitor ana = host.Visit();
            await ana.Post($"/p/{host.Link(LinkPurpose.Preferences, journey)}/details", ("email", address));
            Journey state = await host.State(journey);
            return new(host.Get<SignedLinks>().ToPerson(LinkPurpose.ConfirmAddress, state, state.AwaitedEmail!.Change, address));
        }

        public async Task<LinkWay> Going()
        {
            StaffMember vera = await Employ(StaffRole.Volunteer);
            await host.Staff.Change(vera.Id, s => s with { Volunteering = new(new DateOnly(2029, 1, 1)) }, default);
            host.SeesWhatIsNew();
            Guid journey = await host.Met(Named);
            await host.Do(journey, Example.Plan);
            string introduction = await host.Do(journey,
                new Activities.Introduce(new ActivityDetails(Singing, Voices), IntroductionKind.Signposting));
            string session = await host.Do(journey, new Attendance.PlanSession(
                introduction, host.Clock.GetUtcNow().AddDays(5), new Transport(TransportKind.Own), 60));
            await host.Do(journey, new Attendance.ChooseVolunteer(session, vera.Id));
            return new(host.Get<SignedLinks>().ToVolunteer(journey, $"{session}/{vera.Id}", vera.Email));
        }

        public async Task<LinkWay> List()
        {
            Guid journey = await host.Met(Named);
            string list = await host.Do(journey, new Choosing.OfferActivities(
                [new(new ActivityDetails(Singing, Voices, Where: "Village hall"), "Tuesday 10:00", "Free", "Bus 18", "Tom")]));
            return new(host.Link(LinkPurpose.ActivityList, journey, list), ("list", list), ("says", "1/WouldTry"));
        }

        public async Task<LinkWay> Summary()
        {
            Guid journey = await host.Receive(Named, "forest");
            await host.Do(journey, new Intake.Accept());
            await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
            await host.Do(journey, new Activities.Introduce(new ActivityDetails(Singing, Voices), IntroductionKind.Signposting));
            await host.Do(journey, new Closing.Close(ClosingReason.Withdrew, "Enough for now."));
            return new(host.Get<SignedLinks>().ToReferrer(journey, (await host.State(journey)).Referrals[0], Referrer));
        }

        public async Task<LinkWay> Referrals()
        {
            Assert.IsType<IntakeResult.Received>(await host.Get<ReferralIntake>()
                .Receive(Named(Example.Referral), null, Guid.NewGuid().ToByteArray(), Guid.NewGuid().ToString(), default));
            return new(await AskForList());
        }

        public async Task<string> AskForList()
        {
            await host.Get<ReferrerLists>().Ask(Referrer, default);
            return await InLetter("/refer/mine/");
        }

        public async Task<LinkWay> Survey(bool isAnswered)
        {
            Guid journey = await host.Surveyed(Named);
            if (isAnswered)
                await host.Do(journey, Example.Answers("baseline", 5), Actor.Person);
            return new(host.Link(LinkPurpose.Survey, journey, "baseline"), ("ons4.satisfied", "7"));
        }

        public async Task<LinkWay> Register()
        {
            Guid choir = await Choir(), journey = await host.Met(Named);
            DateTimeOffset day = new(host.Clock.GetUtcNow().Date.AddDays(2), TimeSpan.Zero);
            await host.Get<ActivityDirectory>().Change(choir, a => a with { KeepsRegister = true }, default);
            await host.Do(journey, Example.Plan);
            string introduction = await host.Do(journey, new Activities.Introduce(
                new ActivityDetails(Singing, Voices, choir, Provider), IntroductionKind.Referral, Agreed: true));
            await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
            await host.Do(journey, new Attendance.ChangeSupport(introduction, SupportStep.Independent, "Feels fine."));
            await host.Do(journey, new Attendance.PlanSession(introduction, day.AddHours(14), new Transport(TransportKind.Own), 60));
            await host.Pass(day.AddHours(8) - host.Clock.GetUtcNow());
            await host.Get<Registers>().Queue(default);
            string token = await InLetter("/w/");
            await host.Pass(TimeSpan.FromHours(7));
            using Visitor provider = host.Visit();
            return new(token, (Fields().Match(await provider.Html($"/w/{token}")).Groups[1].Value, nameof(RegisterMark.Came)));
        }

        public async Task<Guid> Confirmed()
        {
            Guid journey = await host.Receive(Named);
            await host.Do(journey, new Intake.Accept());
            await host.ConfirmIdentity(journey);
            return journey;
        }

        public async Task<Guid> Choir()
        {
            Guid choir = Guid.NewGuid();
            Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(choir, new ListingDetails
            {
                Name = Singing,
                Provider = new ActivityProvider(Guid.NewGuid(), Voices, Email: Provider),
                ConfirmedOn = new DateOnly(2027, 1, 10),
            }, 0, default));
            return choir;
        }

        private async Task<StaffMember> Employ(StaffRole role) =>
            (await host.Staff.Add($"{name}.{role}@riverside.example", name, role, default))!;

        private async Task<string> InLetter(string before)
        {
            await host.Pass(TimeSpan.FromMinutes(1));
            string text = host.Letters.First(l => l.Text.Contains(before, StringComparison.Ordinal)).Text;
            return text.Split(before)[1].Split([' ', '\n', '\r', ')', '>'])[0];
        }
    }

    [GeneratedRegex("type=\"radio\"[^>]*name=\"(p[0-9a-f]{12})\"")]
    private static partial Regex Fields();
}
