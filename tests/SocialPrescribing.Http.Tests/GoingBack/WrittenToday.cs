using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OtpNet;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.GoingBack;

/// <summary>
/// What this version writes in the two days before somebody puts the version before back: what the invented months have none of, with
/// everything that was handed out.
/// </summary>
/// <param name="Key">An organisation's key.</param>
/// <param name="Sent">A referral that was taken with that key and <see cref="Once"/>.</param>
/// <param name="Tokens">Of everybody on the staff who signs in, by role.</param>
/// <param name="Email">Of an admin with a password.</param>
/// <param name="App">Of somebody who needs a code from an app as well.</param>
/// <param name="Joined">A journey that was joined to another.</param>
/// <param name="Erased">A journey that was erased.</param>
/// <param name="Links">Paths of links that work, some of every kind.</param>
internal sealed partial record WrittenToday(
    string Key, JsonObject Sent, IReadOnlyDictionary<StaffRole, string> Tokens, string Email, AppOfSomebody App, string Joined,
    string Erased, IReadOnlyList<string> Links)
{
    public const string Once = "sent-before-going-back";

    /// <summary>The survey after the first meeting opens on the next day.</summary>
    public static readonly TimeSpan Takes = TimeSpan.FromDays(2);

    private const int OfEachKind = 3;

    /// <param name="service">Its clock stands where this begins. It is moved by what it <see cref="Takes"/>.</param>
    public static async Task<WrittenToday> Into(TestedService service)
    {
        DateTimeOffset until = service.Clock.GetUtcNow() + Takes;
        Dictionary<StaffRole, (StaffMember Member, string Token)> staff = [];
        foreach (StaffRole role in Enum.GetValues<StaffRole>())
        {
            staff[role] = await service.AddStaff(role, $"{role} Invented");
            await service.LetSignIn(staff[role].Member);
        }
        StaffMember worker = staff[StaffRole.LinkWorker].Member;
        (string admin, string lead) = (staff[StaffRole.Admin].Member.Id, staff[StaffRole.Lead].Member.Id);
        (Organisation surgery, string key) = await service.AddOrganisation();
        JsonObject sent = Josie();
        Support josie = new(service, await Refer(service, key, sent, Once), Actor.Staff(worker.Id));
        await josie.Meets(worker);
        Support same = new(service, await Refer(service, key, Somebody("Josephine", "1951-07-14"), "same"), Actor.Staff(worker.Id)),
            gone = new(service, await Refer(service, key, Somebody("Herbert", "1939-01-02"), "gone"), Actor.Staff(lead));
        await service.MoveTo(until);

        await josie.GoesOn(worker);
        await same.IsJoinedTo(josie);
        await gone.IsErased(lead, admin);
        AppOfSomebody app = await AppOfSomebody.Of(service);
        Dictionary<string, string> replies = new() { [ServiceSettings.ReplyTo] = "desk@riverside.example" };
        Assert.IsType<SettingsOutcome.Done>(await service.Get<ServiceSettings>().Change(admin, replies, 0, default));
        List<string> links =
        [
            "/set-up/" + await service.Get<StaffDirectory>().IssueSetUpLink(admin, default),
            $"/calendar/{await service.Get<StaffCalendars>().Renew(worker, 0, default)}.ics",
            $"/refer?as={(await service.Get<OrganisationLinks>().Of(surgery, default)).Token}",
            .. await LinksOf(service),
        ];
        await service.Settle();
        foreach (StoredLetter letter in service.Letters)
            links.AddRange(Link().Matches(letter.Text).Select(m => m.Groups[1].Value));
        return new WrittenToday(
            key, sent, staff.ToDictionary(s => s.Key, s => s.Value.Token), staff[StaffRole.Admin].Member.Email, app,
            $"{same.Journey:N}", $"{gone.Journey:N}",
            [.. links.GroupBy(l => l.Split('/', '?')[1]).SelectMany(kind => kind.Distinct().Take(OfEachKind))]);
    }

    /// <summary>Somebody who is like nobody else.</summary>
    /// <param name="name">Without digits, as names are.</param>
    public static JsonObject Somebody(string name, string born = "1944-02-29")
    {
        JsonObject referral = Josie(), person = referral["person"]!.AsObject();
        (person["firstName"], person["familyName"], person["dateOfBirth"]) = (name, $"Invented-{name}", born);
        person.Remove("nhsNumber");
        person["contacts"] = new JsonArray(
            new JsonObject { ["kind"] = "email", ["value"] = $"{name}@mail.example".ToLowerInvariant(), ["allowed"] = true });
        return referral;
    }

    private static JsonObject Josie()
    {
        JsonObject referral = JosiesReferral.New();
        referral["consent"]!["on"] = "2026-01-29";
        return referral;
    }

    /// <returns>The journey that begins.</returns>
    private static async Task<Guid> Refer(TestedService service, string key, JsonObject sent, string once)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/referrals")
        {
            Content = JsonContent.Create(sent),
            Headers = { { "X-Api-Key", key }, { "Idempotency-Key", once } },
        };
        using HttpResponseMessage taken = await service.Http.SendAsync(request);
        Assert.True(taken.StatusCode is HttpStatusCode.Created, await taken.Content.ReadAsStringAsync());
        string referral = Guid.Parse(taken.Headers.Location!.ToString().Split('/')[^1]).ToString("N");
        await service.Settle();
        return (await ReferralIntake.LookUps.In(service.Get<IRegister>()).Get(referral, default))!.Value;
    }

    /// <summary>What staff do for one person.</summary>
    private sealed class Support(TestedService service, Guid journey, Actor by)
    {
        private int _commands;

        public Guid Journey => journey;

        private Task<StoredJourney?> Stored => service.Get<IJourneyStore>().Find(journey, default);

        private async Task<string> Do(JourneyCommand command)
        {
            string id = $"today-{++_commands}";
            CommandResult result = await service.Get<JourneyService>().Do(journey, command, by, id, null, default);
            Assert.True(result is CommandResult.Done, $"{command}: {result}");
            await service.Settle();
            return id;
        }

        /// <summary>A survey is open the day after.</summary>
        public async Task Meets(StaffMember worker)
        {
            await Do(new Intake.Accept(LinkWorker: worker.Id));
            await Do(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, IdentityChecked: true, Note: "Likes singing."));
            string meeting = await Do(new Meetings.Book(service.Clock.GetUtcNow().AddHours(1), new Place(PlaceKind.AtHome)));
            await service.Move(TimeSpan.FromHours(2));
            await Do(new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        }

        public async Task GoesOn(StaffMember worker)
        {
            Assert.Contains((await Stored)!.State.Surveys, s => s.IsOpenAt(service.Clock.GetUtcNow()));
            await Do(new Contact.RecordConversation(ContactMethod.Phone, "Her GP"));
            string meeting = await Do(new Meetings.Book(service.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.AtHome)));
            await Do(new Meetings.Move(meeting, service.Clock.GetUtcNow().AddDays(4), new Place(PlaceKind.AtHome)));
            string note = await Do(new Notes.Add("Has a dog."));
            await Do(new Notes.Pin(note));
            await Do(new Corrections.Correct("Saw her passport.", FamilyName: "O’Neil"));
            await Do(new Suiting.RecordWishes(new Wishes { StepFree = true }));
            await Do(new Plan.RaiseNeed("housing"));
            await Do(new Choosing.OfferActivities(
                [new(new ActivityDetails("Community garden", "Growing Together", Email: "hello@growing.example", Where: "Mill Lane"))]));
            await Do(new AddressProtection.ChangeProtection(true, "Somebody is looking for her."));
            await Do(new Concerns.Raise("Bruises."));
            await Do(new Concerns.Acknowledge((await Stored)!.State.Concerns[^1].Id, "Rang her.", Settled: true));
            Assert.IsType<CommandResult.Done>(await service.Get<DocumentKeeping>().Add(
                journey, new NewDocument("A letter", "letter.pdf", SampleFiles.Pdf("A letter")), Actor.Staff(worker.Id), "today-d", null,
                default));
        }

        public async Task IsJoinedTo(Support other)
        {
            await Do(new Joining.Join(other.Journey, ContactsOf.Other));
            Assert.Equal(other.Journey, (await Stored)!.State.Joined?.Into);
        }

        public async Task IsErased(string asks, string agrees)
        {
            await Do(new Closing.Close(ClosingReason.Withdrew, "Did not want this."));
            Erasing erasing = service.Get<Erasing>();
            Assert.Null(await erasing.Ask((await Stored)!.State, ErasureReason.PersonAsked, asks, default));
            Assert.Null(await erasing.Agree((await Stored)!.State, agrees, default));
            await erasing.GoOn(default);
            Assert.IsType<LoadedJourney.Erased>(await service.Get<IJourneyStore>().Load(journey, default));
        }
    }
}

/// <summary>Somebody on the staff with a second step, and the app on their phone.</summary>
internal sealed class AppOfSomebody(string email, byte[] secret, long lastShown)
{
    private const int Step = 30;
    private long _lastShown = lastShown;

    public string Email => email;

    /// <summary>A code counts once, and that of the next half minute counts already.</summary>
    public string CodeAt(DateTimeOffset now)
    {
        _lastShown = Math.Max(_lastShown + 1, now.ToUnixTimeSeconds() / Step);
        return CodeOf(secret, _lastShown);
    }

    public static async Task<AppOfSomebody> Of(TestedService service)
    {
        StaffMember member = await service.LetSignIn((await service.AddStaff(StaffRole.LinkWorker, "Cody Appleby")).Member);
        SecondStepOffer offer = service.Get<StaffDirectory>().OfferSecondStep(member, "Riverside");
        byte[] secret = Base32Encoding.ToBytes(offer.Secret.Replace(" ", "", StringComparison.Ordinal));
        // The code before the one that is shown now counts as well.
        long shown = (service.Get<Clocks>().MachineNow.ToUnixTimeSeconds() / Step) - 1;
        Assert.NotNull(
            (await service.Get<StaffDirectory>().TurnOnSecondStep(member, offer.Sealed, CodeOf(secret, shown), false, default)).Codes);
        return new AppOfSomebody(member.Email, secret, shown);
    }

    private static string CodeOf(byte[] secret, long step) =>
        new Totp(secret).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * Step).UtcDateTime);
}
