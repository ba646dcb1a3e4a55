using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;
using static SocialPrescribing.Local.Tests.Host.Story;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>A service is exported, and another host goes on where it stopped.</summary>
public sealed partial class MovingTests : IAsyncLifetime, IDisposable
{
    private readonly DataFolder _old = new(), _new = new(), _files = new();
    private string _file = "", _key = "", _tom = "", _link = "";
    private int _letters;

    public async Task InitializeAsync()
    {
        await Live();
        _file = Path.Combine(_files.Path, "moved.ndjson");
        (int code, string said, string error) = await RunningProgram.Run("export", _file, "--data", _old.Path);
        Assert.True(code is 0, error);
        Assert.StartsWith("4 journeys, ", said, StringComparison.Ordinal);
        Assert.Contains("not at rest", error, StringComparison.Ordinal);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
        _files.Dispose();
    }

    /// <summary>
    /// Four people: one waits for triage, one for a meeting, one is paused, one has left. One message has failed, and one waits.
    /// </summary>
    private async Task Live()
    {
        await using OneMachine machine = await OneMachine.Start(data: _old.Folder, keepData: true);
        (_, _key) = await machine.AddOrganisation();
        (StaffMember tom, _tom) = await machine.AddStaff();
        await machine.AddStaff(StaffRole.Lead, "Leila Marsh");
        Guid[] people = new Guid[4];
        for (int i = 0; i < people.Length; i++)
        {
            using HttpResponseMessage answer = await machine.Refer(_key, Numbered.Referral(i + 1), $"referral-{i}");
            string referral = Guid.Parse((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!).ToString("N");
            people[i] = (await ReferralIntake.LookUps.In(machine.Get<IRegister>()).Get(referral, default))!.Value;
        }
        foreach (Guid person in people[1..])
            await Give(machine, person, new Intake.Accept(LinkWorker: tom.Id));
        await Give(machine, people[1], new Meetings.Book(London("2027-02-05 11:00"), new Place(PlaceKind.AtHome)));
        await Give(machine, people[1], new Activities.RegisterUnmetNeed("anxiety", UnmetReason.NothingSuitable));
        foreach (string document in (string[])["d1", "d2"])
            Assert.IsType<CommandResult.Done>(await machine.Get<DocumentKeeping>().Add(
                people[1], new NewDocument("Letter", "letter.pdf", SampleFiles.Pdf(document)), Actor.Staff("test"), document, null,
                default));
        await Give(machine, people[2], new Pausing.Pause(PauseReason.Holiday, new DateOnly(2027, 2, 20)));
        await Give(machine, people[3], new Closing.Close(ClosingReason.MovedAway));
        await machine.Settle();
        await machine.MoveTo(London("2027-02-02 12:00"));
        QueuedMessage lost = (await machine.Get<IOutbox>().Of(people[0], default))[0];
        await machine.Get<IOutbox>().Move(lost, MessageStatus.Failed, null, "for the test", London("2027-02-02 12:00"), default);
        // Nobody is nudged, so this message still waits when the service stops. The new service must send it.
        QueuedMessage booked = (await machine.Get<IOutbox>().Of(people[1], default)).Single(m => m.Kind is MessageKind.MeetingBooked);
        await machine.Get<IOutbox>()
            .Queue(new QueuedMessage(booked.Owner, "waits", booked.Kind, booked.About, null, booked.Priority, London("2027-02-02 12:00")),
                default);
        _letters = Letters(machine).Count;
        _link = LinkIn(Letters(machine).Last(l => l.To == "person2@mail.example"), "m");
    }

    private static async Task Give(OneMachine machine, Guid journey, JourneyCommand command) =>
        Assert.IsType<CommandResult.Done>(await machine.Get<JourneyService>()
            .Do(journey, command, Actor.Staff("test"), Guid.NewGuid().ToString("N"), null, default));

    private static List<StoredLetter> Letters(OneMachine machine) => [.. machine.Mail.List(1).Letters.Reverse()];

    /// <summary>An empty service with the same keys, at the moment when the old one stopped, and its admin's token.</summary>
    private async Task<(OneMachine Machine, string Admin)> Begin(string admin = "Ada Boss", bool withKeys = true)
    {
        if (withKeys)
            foreach (FileInfo key in new DirectoryInfo(Path.Combine(_old.Path, "keys")).GetFiles())
                key.CopyTo(Path.Combine(_new.Folder.CreateSubdirectory("keys").FullName, key.Name));
        OneMachine machine = await OneMachine.Start(London("2027-02-02 12:00"), _new.Folder, keepData: true);
        return (machine, (await machine.AddStaff(StaffRole.Admin, admin)).Token);
    }

    private Task<(int Code, string Out, string Error)> Import(OneMachine machine, string token, params string[] more) =>
        RunningProgram.Run(["import", _file, "--to", machine.Host.Address.ToString(), .. more],
            new Dictionary<string, string> { [RunningService.TokenVariable] = token });

    private static async Task<(HttpStatusCode Status, JsonNode Body)> Ask(
        OneMachine machine, HttpMethod method, string path, string token, IEnumerable<string>? lines = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("X-Staff-Token", token);
        if (lines is not null)
            request.Content = new ByteArrayContent(
                Encoding.UTF8
                    .GetBytes(string.Join('\n', lines)))
            { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using HttpResponseMessage answer = await machine.Http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private static async Task Refuses(OneMachine machine, string token, long after, IEnumerable<string> lines, string code)
    {
        (HttpStatusCode status, JsonNode body) = await Ask(machine, HttpMethod.Post, $"api/import?after={after}", token, lines);
        Assert.Equal((HttpStatusCode.Conflict, code), (status, (string)body["code"]!));
    }

    /// <summary>Null while the service works. Otherwise the reason why it does not.</summary>
    private static async Task<string?> Rests(OneMachine machine)
    {
        using HttpResponseMessage answer = await machine.Http.GetAsync(new Uri("health/attention", UriKind.Relative));
        string? why = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["figures"]!["resting"];
        // Mail that has waited since the day before also needs attention, so health may complain about a service that works.
        if (why is not null)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return why;
    }

    /// <summary>Everything that is stored, except the message that waits: a postman who sees it sends it.</summary>
    private static async Task<List<object>> Everything(IJourneyStore store, IOutbox outbox, IRegister register)
    {
        List<object> all = [];
        await foreach (Guid id in store.All(default))
        {
            StoredJourney stored = (await store.Find(id, default))!;
            all.Add((id, stored.Version, stored.NextDue, Given.Written(stored.State)));
            foreach (JournalCommit commit in await store.Journal(id, default))
                all.Add(
                    (id, commit.Version, commit.At, commit.By, commit.CommandId, Given.Written(commit.Events),
                        commit.CommandId is null ? null : await store.AnswerTo(id, commit.CommandId, default)));
            all.AddRange((await store.Rows(id, default))!.OpenTasks);
            all.AddRange((await outbox.Of(id, default)).Where(m => m.Key is not "waits"));
        }
        all.AddRange(await outbox.Of(Guid.Empty, default));
        foreach (string kind in RecordKinds.All.Where(k => k is { Moves: true, Key: null }).Select(k => k.Name))
            all.AddRange((await register.List(kind, "", 1_000, null, default)).Items.Select(r => r with { Version = 0 }));
        return all;
    }

    [Fact]
    public async Task Another_host_goes_on_where_the_first_one_stopped()
    {
        List<object> before;
        await using (SqliteDatabase old = SqliteDatabase.Open(_old.Path))
            before = await Everything(old.Journeys, old.Outbox, old.Register);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file));

        (OneMachine machine, string admin) = await Begin();
        await using (machine)
        {
            (int code, string said, string error) = await Import(machine, admin);
            Assert.True(code is 0, error);
            Assert.StartsWith("4 journeys, ", said, StringComparison.Ordinal);
            Assert.Null(await Rests(machine));

            // Ada and her token were in the new service before the import.
            List<object> after = await Everything(machine.Get<IJourneyStore>(), machine.Get<IOutbox>(), machine.Get<IRegister>());
            Assert.Equal(before.Count + 2, after.Count);
            Assert.Equal(before, after.Where(before.Contains));
            Assert.Empty((await JournalCheck.Run(machine.Get<IJourneyStore>(), machine.Get<Pathway>(), default, machine.Get<IDocuments>()))
                .Findings);
            Assert.Contains("and 2 documents are in", said, StringComparison.Ordinal);
            Assert.Equal(2, (await machine.Get<IDocuments>().List(10, null, default)).Items.Count);

            // Only the message that waited is sent, and the next reminder comes at its time.
            await machine.Settle();
            Assert.Equal(["person2@mail.example"], Letters(machine).Select(l => l.To));
            await machine.MoveTo(London("2027-02-05 08:00"));
            Assert.Equal(2, Letters(machine)
                .Count(l => l.To == "person2@mail.example" && l.Subject.StartsWith("See you", StringComparison.Ordinal)));
            Assert.True(_letters > 5);

            // Everybody who had access to the old service has it here: by link, by key, by token, and as a person.
            using HttpResponseMessage page = await machine.Http.GetAsync(new Uri(_link, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            using HttpResponseMessage again = await machine.Refer(_key, Numbered.Referral(1), "referral-0");
            Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
            using HttpResponseMessage other = await machine.Refer(_key, Numbered.Referral(1), "another");
            Assert.Equal(HttpStatusCode.Created, other.StatusCode);
            Assert.Equal(4, (await machine.Get<IJourneyStore>().Journeys(new JourneyQuery(), default)).Items.Count);
            Assert.Equal(HttpStatusCode.OK, (await Ask(machine, HttpMethod.Get, "api/tasks", _tom)).Status);
            Assert.Equal(HttpStatusCode.OK, (await Ask(machine, HttpMethod.Get, "api/rest", admin)).Status);
        }
    }

    [Fact]
    public async Task Who_has_been_erased_since_the_export_is_not_brought_back_and_nothing_of_them_is_sent_over()
    {
        string newer = Path.Combine(_files.Path, "newer.ndjson");
        Guid person;
        await using (OneMachine old = await OneMachine.Start(London("2027-02-02 12:00"), _old.Folder, keepData: true))
        {
            // The person with documents and a coming meeting.
            person = (await old.Get<IJourneyStore>().Journeys(new JourneyQuery(), default)).Items
                .Single(j => j.State.Documents.Count > 0).State.Id;
            await Give(old, person, new Closing.Close(ClosingReason.Withdrew));
            await old.Settle();
            Journey ended = (await old.Get<IJourneyStore>().Find(person, default))!.State;
            Assert.Null(await old.Get<Erasing>().Ask(ended, ErasureReason.PersonAsked, "lead-1", default));
            Assert.Null(await old.Get<Erasing>().Agree(ended, "lead-2", default));
            Assert.Equal(1, await old.Get<Erasing>().GoOn(default));
        }
        Assert.Equal(0, (await RunningProgram.Run("export", newer, "--data", _old.Path)).Code);
        Assert.Contains($"{person}", await File.ReadAllTextAsync(_file), StringComparison.Ordinal);

        (OneMachine machine, string admin) = await Begin();
        await using (machine)
        {
            (int code, string said, string error) = await Import(machine, admin, "--erasures", newer);
            Assert.True(code is 0, error);
            Assert.Contains("and 0 documents are in", said, StringComparison.Ordinal);
            Assert.Null(await Rests(machine));
            LoadedJourney.Erased here = Assert.IsType<LoadedJourney.Erased>(
                await machine.Get<IJourneyStore>().Load(person, default));
            Assert.Equal((ErasureReason.PersonAsked, "lead-1", "lead-2"),
                (here.Tombstone.Reason, here.Tombstone.AskedBy, here.Tombstone.AgreedBy));
            Assert.NotNull(here.Facts);
            Assert.Equal(3, (await machine.Get<IJourneyStore>().Journeys(new JourneyQuery(), default)).Items.Count);
            foreach (string kind in RecordKinds.All.Where(k => k.IsOfOneJourney).Select(k => k.Name))
                Assert.DoesNotContain((await machine.Get<IRegister>().List(kind, "", 1_000, null, default)).Items,
                    r => new[] { $"{person}", $"{person:N}" }.Any(id => $"{r}".Contains(id, StringComparison.Ordinal)));
            await machine.Settle();
            Assert.Empty(Letters(machine));
        }
    }

    [Fact]
    public async Task A_document_of_10_MB_moves_as_well()
    {
        byte[] content = SampleFiles.Pdf(Documents.MostBytes);
        Random.Shared.NextBytes(content.AsSpan(100));
        Guid journey;
        await using (OneMachine old = await OneMachine.Start(London("2027-02-02 12:00"), _old.Folder, keepData: true))
        {
            journey = await old.Get<IJourneyStore>().All(default).FirstAsync();
            Assert.IsType<CommandResult.Done>(await old.Get<DocumentKeeping>().Add(
                journey, new NewDocument("Letter", "letter.pdf", content), Actor.Staff("test"), "large", null, default));
        }
        _file = Path.Combine(_files.Path, "large.ndjson");
        Assert.Equal(0, (await RunningProgram.Run("export", _file, "--data", _old.Path)).Code);

        (OneMachine machine, string admin) = await Begin();
        await using (machine)
        {
            (int code, _, string error) = await Import(machine, admin);
            Assert.True(code is 0, error);
            Document document = (await machine.Get<IJourneyStore>().Find(journey, default))!.State.Documents[^1];
            using MemoryStream read = new();
            await (await machine.Get<DocumentKeeping>().Open(journey, document, default))!.CopyToAsync(read);
            Assert.True(content.AsSpan().SequenceEqual(read.ToArray()));
        }
    }

    [Fact]
    public async Task Whoever_imports_with_an_address_that_comes_along_is_from_then_on_who_they_were()
    {
        // Tom, a link worker in the old service, has set up this one.
        (OneMachine machine, _) = await Begin();
        await using (machine)
        {
            StaffMember here =
                (await machine.Get<StaffDirectory>().Add("tom.linkworker@service.example", "Tom", StaffRole.Admin, default))!;
            string token = await machine.Get<StaffDirectory>().IssueToken(here.Id, default);
            Assert.Equal(0, (await Import(machine, token)).Code);

            Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(machine, HttpMethod.Get, "api/rest", token)).Status);
            StaffMember tom = (await machine.Get<StaffDirectory>().FindByEmail("tom.linkworker@service.example", default))!;
            Assert.Equal(StaffRole.LinkWorker, tom.Role);
            Assert.NotEqual(here.Id, tom.Id);
        }
    }

    /// <summary>The old host sends nothing any more.</summary>
    private sealed class NoMail : IMailer
    {
        public Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation) =>
            Task.FromResult<MailOutcome>(new MailOutcome.Throttled(DateTimeOffset.MaxValue));
    }
}
