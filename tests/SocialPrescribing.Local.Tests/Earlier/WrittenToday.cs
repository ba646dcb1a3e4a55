using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Demo;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Tests.Earlier;

/// <summary>
/// What this version has written before somebody puts the version before back: the demo's half year, and on the evening of the upgrade
/// what the demo has none of, with everything that was handed out.
/// </summary>
/// <param name="Key">An organisation's key.</param>
/// <param name="Sent">A referral that was taken with that key and <see cref="Once"/>.</param>
/// <param name="Tokens">Of everybody on the staff who signs in, by role.</param>
/// <param name="Links">Paths of links that work, some of every kind.</param>
internal sealed partial record WrittenToday(
    string Key, JsonObject Sent, IReadOnlyDictionary<StaffRole, string> Tokens, string Email, IReadOnlyList<string> Links)
{
    public const string Once = "sent-before-going-back";
    private const int OfEachKind = 3;

    public static async Task<WrittenToday> Into(DirectoryInfo data)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await InventedPast.Fill(data.FullName, new Uri("http://127.0.0.1:7071"), now, new Random(7), default);
        await using OneMachine machine = await OneMachine.Start(now, data, keepData: true);
        Dictionary<StaffRole, (StaffMember Member, string Token)> staff = [];
        foreach (StaffRole role in Enum.GetValues<StaffRole>())
        {
            staff[role] = await machine.AddStaff(role, $"{role} Invented");
            await machine.LetSignIn(staff[role].Member);
        }
        string admin = staff[StaffRole.Admin].Member.Id;
        (Organisation surgery, string key) = await machine.AddOrganisation();
        JsonObject sent = OneMachine.Referral(r => r["consent"]!["on"] = "2026-01-29");
        using HttpResponseMessage taken = await machine.Refer(key, sent, Once);
        Assert.True(taken.StatusCode is HttpStatusCode.Created, await taken.Content.ReadAsStringAsync());
        string referral = Guid.Parse(taken.Headers.Location!.ToString().Split('/')[^1]).ToString("N");
        await machine.Settle();
        await Support(machine, (await ReferralIntake.LookUps.In(machine.Get<IRegister>()).Get(referral, default))!.Value,
            staff[StaffRole.LinkWorker].Member);

        Dictionary<string, string> phone = new() { [ServiceSettings.Phone] = "01420 555 999" };
        Assert.IsType<SettingsOutcome.Done>(await machine.Get<ServiceSettings>().Change(admin, phone, 0, default));
        List<string> links =
        [
            "/set-up/" + await machine.Get<StaffDirectory>().IssueSetUpLink(admin, default),
            $"/calendar/{await machine.Get<StaffCalendars>().Renew(staff[StaffRole.LinkWorker].Member, 0, default)}.ics",
            $"/refer?as={(await machine.Get<OrganisationLinks>().Of(surgery, default)).Token}",
            .. await LinksOf(machine),
        ];
        await machine.Settle();
        foreach (StoredLetter letter in machine.Letters)
            links.AddRange(Link().Matches(letter.Text).Select(m => m.Groups[1].Value));
        return new WrittenToday(key, sent, staff.ToDictionary(s => s.Key, s => s.Value.Token), staff[StaffRole.Admin].Member.Email,
            [.. links.GroupBy(l => l.Split('/', '?')[1]).SelectMany(kind => kind.Distinct().Take(OfEachKind))]);
    }

    private static async Task Support(OneMachine machine, Guid journey, StaffMember worker)
    {
        int commands = 0;
        async Task<string> Do(JourneyCommand command)
        {
            string id = $"today-{++commands}";
            CommandResult result = await machine.Get<JourneyService>().Do(journey, command, Actor.Staff(worker.Id), id, null, default);
            Assert.True(result is CommandResult.Done, $"{command}: {result}");
            await machine.Settle();
            return id;
        }
        await Do(new Intake.Accept(LinkWorker: worker.Id));
        await Do(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, IdentityChecked: true, Note: "Likes singing."));
        await Do(new Contact.RecordConversation(ContactMethod.Phone, "Her GP"));
        string meeting = await Do(new Meetings.Book(machine.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.AtHome)));
        await Do(new Meetings.Move(meeting, machine.Clock.GetUtcNow().AddDays(4), new Place(PlaceKind.AtHome)));
        string note = await Do(new Notes.Add("Has a dog."));
        await Do(new Notes.Pin(note));
        await Do(new Corrections.Correct("Saw her passport.", FamilyName: "O’Neil"));
        await Do(new Suiting.RecordWishes(new Wishes { StepFree = true }));
        await Do(new Plan.RaiseNeed("housing"));
        await Do(new Choosing.OfferActivities(
            [new(new ActivityDetails("Community garden", "Growing Together", Email: "hello@growing.example", Where: "Mill Lane"))]));
        await Do(new AddressProtection.ChangeProtection(true, "Somebody is looking for her."));
        await Do(new Concerns.Raise("Bruises."));
        string concern = (await machine.Get<IJourneyStore>().Find(journey, default))!.State.Concerns[^1].Id;
        await Do(new Concerns.Acknowledge(concern, "Rang her.", Settled: true));
        Assert.IsType<CommandResult.Done>(await machine.Get<DocumentKeeping>().Add(
            journey, new NewDocument("A letter", "letter.pdf", SampleFiles.Pdf("A letter")), Actor.Staff(worker.Id), "today-d", null,
            default));
    }

    /// <summary>Links that a letter could have today, whether or not one went in the last week.</summary>
    private static async Task<IReadOnlyList<string>> LinksOf(OneMachine machine)
    {
        SignedLinks links = machine.Get<SignedLinks>();
        List<string> found = [.. (await machine.Get<ActivityDirectory>().All(default))
            .Where(a => a.Activity.Details.Provider.Email is not null)
            .Select(a => "/d/" + links.ToProvider(LinkPurpose.ConfirmActivity, a.Activity.Id, "", a.Activity.Details.Provider.Email!))];
        List<Journey> journeys = await Journeys(machine);
        // First those that can be confirmed: they are to come, and nobody has said yes.
        foreach ((Journey of, Meeting booked) in journeys.SelectMany(j => j.Meetings.Where(m => m.IsBooked).Select(m => (Of: j, Booked: m)))
            .OrderBy(m => m.Booked.ConfirmedAt is not null).ThenByDescending(m => m.Booked.At))
            if (EmailOf(of) is { } to)
                found.AddRange(
                [
                    "/m/" + links.ToPerson(LinkPurpose.Meeting, of, booked.VersionId, to),
                    $"/c/{links.ToPerson(LinkPurpose.Calendar, of, booked.Id, to)}.ics",
                ]);
        foreach (Journey journey in journeys)
        {
            if (EmailOf(journey) is not { } email)
                continue;
            string To(LinkPurpose purpose, string subject) => links.ToPerson(purpose, journey, subject, email);
            found.Add("/p/" + To(LinkPurpose.Preferences, ""));
            found.AddRange(journey.Surveys.Where(s => s.IsOpenAt(machine.Clock.GetUtcNow()))
                .Select(s => "/s/" + To(LinkPurpose.Survey, s.Id)));
            found.AddRange(journey.Lists.Select(l => "/l/" + To(LinkPurpose.ActivityList, l.Id)));
            found.AddRange(journey.Introductions.Where(i => i.Answer is ProviderAnswer.None && i.EndedAt is null)
                .Select(i => "/a/" + links.Create(new LinkTarget(LinkPurpose.Provider, journey.Id, i.Id))));
        }
        return found;
    }

    private static string? EmailOf(Journey journey) =>
        journey.Preferences.Contacts.FirstOrDefault(c => c.Kind is ContactKind.Email)?.Value;

    private static async Task<List<Journey>> Journeys(OneMachine machine)
    {
        List<Journey> journeys = [];
        await foreach (Guid id in machine.Get<IJourneyStore>().All(default))
            journeys.Add((await machine.Get<IJourneyStore>().Find(id, default))!.State);
        return journeys;
    }

    [GeneratedRegex(@"https?://[^\s/]+(/[a-z-]+/[^\s)>]+)")]
    private static partial Regex Link();
}
