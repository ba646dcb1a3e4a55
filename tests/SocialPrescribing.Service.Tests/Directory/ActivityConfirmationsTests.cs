using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

public sealed class ActivityConfirmationsTests
{
    private readonly TestService _service = new();

    /// <summary>An activity that was confirmed on 1 February and has an address.</summary>
    private async Task<Guid> Choir(string more = "2027-02-01,active,", string email = "sing@voices.example") =>
        (await _service.Directory
            .Import(
                ActivityCsv.Read(
                    Encoding.UTF8
                        .GetBytes($"name,provider,provider_email,last_confirmed,status,closed_until\nChoir,Voices,{email},{more}\n"),
                        new Pathway()), false, default)).Lines.Single().Activity!.Value;

    /// <summary>Lets so many mornings pass. Returns who is asked, each with the day counted from now.</summary>
    private async Task<IReadOnlyList<string>> Asked(int days)
    {
        List<string> asked = [];
        for (int day = 0; day < days; day++)
        {
            await _service.Digests.Queue(default);
            await _service.Postman.Drain(default);
            asked.AddRange(_service.Post.Delivered.Where(d => d.Subject == nameof(MessageKind.ConfirmActivity))
                .Select(d => $"{day} {d.To}"));
            _service.Post.Delivered.Clear();
            _service.Move(TimeSpan.FromDays(1));
        }
        return asked;
    }

    private async Task<StoredActivity> Stored(Guid id) => (await _service.Directory.Get(id, default))!;

    [Fact]
    public async Task Nobody_is_asked_for_ninety_days_and_then_three_times_a_fortnight_apart()
    {
        Guid choir = await Choir();

        // Day 91 is the bank holiday in early May, so the question goes the day after, then two and four weeks later.
        Assert.Equal(["92 sing@voices.example", "106 sing@voices.example", "120 sing@voices.example"], await Asked(days: 300));
        Assert.True((await Stored(choir)).Unconfirmed);
    }

    [Fact]
    public async Task A_provider_of_sixty_entries_gets_one_letter_about_all_of_them()
    {
        await _service.Directory.Import(ActivityCsv.Read(Encoding.UTF8.GetBytes("name,provider,provider_email\n"
            + string.Concat(Enumerable.Range(0, 60).Select(i => $"Group {i:00},Voices,{(i % 2 is 0 ? "sing" : "Sing")}@voices.example\n"))
            + "Shed,Sheds,desk@sheds.example\n"), new Pathway()), false, default);

        await _service.Digests.Queue(default);
        QueuedMessage[] letters = [.. (await _service.Store.Waiting(_service.Clocks.Now, 1_000, default))
            .Where(m => m.Kind is MessageKind.ConfirmActivity)];
        QueuedMessage letter = Assert.Single(letters, m => m.About == Named("Group 00").ToString("N"));
        Assert.Equal(2, letters.Length);
        Assert.Equal(60, (await _service.Confirmations.AllOf(letter, default)).Count);

        // Whoever has answered about the first activity is still asked about the others.
        await _service.Confirmations.Answer(Named("Group 00"), new ProviderSaid(StillRuns.Yes), default);
        Assert.Equal("Group 01", (await _service.Confirmations.Open(letter, default))?.Stored.Activity.Details.Name);
        Assert.Equal(["0 desk@sheds.example", "0 sing@voices.example"], (await Asked(days: 5)).Order(StringComparer.OrdinalIgnoreCase)
            .Select(a => a.ToLowerInvariant()));

        static Guid Named(string name) => NamedGuid.Of("csv", "Voices", name);
    }

    [Fact]
    public async Task An_entry_is_unconfirmed_from_the_ninety_first_day()
    {
        Guid choir = await Choir();
        _service.Move(TimeSpan.FromDays(90));
        Assert.False((await Stored(choir)).Unconfirmed);
        _service.Move(TimeSpan.FromDays(1));
        Assert.True((await Stored(choir)).Unconfirmed);
    }

    /// <summary>The demo's clock runs fast, and the list of entries is kept for a minute by the machine's.</summary>
    [Fact]
    public async Task A_list_that_is_kept_knows_at_once_that_an_entry_has_become_unconfirmed()
    {
        await Choir();
        Assert.False(Assert.Single(await _service.Directory.All(default)).Unconfirmed);
        _service.Programme.Advance(TimeSpan.FromDays(91));
        Assert.True(Assert.Single(await _service.Directory.All(default)).Unconfirmed);
    }

    [Fact]
    public async Task Who_answers_is_not_asked_again_before_another_ninety_days()
    {
        Guid choir = await Choir(",active,");
        Assert.Equal(["0 sing@voices.example"], await Asked(days: 5));

        await _service.Confirmations.Answer(choir, new ProviderSaid(StillRuns.Yes, PlacesFree: 3, Note: "We start at seven now"), default);

        StoredActivity stored = await Stored(choir);
        Assert.Equal((false, 3, "We start at seven now"),
            (stored.Unconfirmed, stored.Activity.Details.Capacity!.Available, stored.Activity.ProviderNote!.Text));
        // Day 91 after the answer is a Saturday.
        Assert.Equal("93 sing@voices.example", (await Asked(days: 100))[0]);
    }

    [Fact]
    public async Task An_answer_is_kept_also_where_the_rules_have_changed_since_the_entry_was_put()
    {
        Guid choir = Guid.NewGuid();
        ListingDetails details = new() { Name = "Choir", Provider = new ActivityProvider(Guid.NewGuid(), "Voices"), Needs = ["gardening"] };
        using ActivityDirectory before =
            new(_service.Store, _service.Pathway with { ExtraNeeds = ["gardening"] }, new DirectorySettings(), _service.Clocks);
        Assert.IsType<PutOutcome.Done>(await before.Put(choir, details, 0, default));

        Assert.NotNull(
            await _service.Confirmations
                .Answer(choir, new ProviderSaid(StillRuns.ClosedForNow, new DateOnly(2027, 3, 1), Note: "New hall"), default));

        ListedActivity stored = (await Stored(choir)).Activity;
        Assert.Equal((ListingStatus.TemporarilyClosed, new DateOnly(2027, 2, 1), "New hall"),
            (stored.Details.Status, stored.Details.ConfirmedOn, stored.ProviderNote!.Text));
        Assert.Equal(["gardening"], stored.Details.Needs);
    }

    [Fact]
    public async Task The_longest_answer_fits_into_the_longest_entry()
    {
        // JSON writes each of these as twelve characters.
        static string Notes(int number) => string.Concat(Enumerable.Repeat("🎵", number));
        static ListingDetails Long(int number) =>
            new() { Name = "Choir", Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Notes(number)), Description = Notes(1_500) };
        Guid choir = Guid.Empty;
        for (int longest = 1_000; choir == Guid.Empty; longest--)
            if (await _service.Directory.Put(Guid.NewGuid(), Long(longest), 0, default) is PutOutcome.Done done)
                choir = done.Stored.Activity.Id;

        Assert.NotNull(
            await _service.Confirmations
                .Answer(choir, new ProviderSaid(StillRuns.ClosedForNow, new DateOnly(2027, 3, 1), 1_000, Notes(500)), default));
    }

    [Fact]
    public async Task What_has_ended_is_not_asked_about_and_what_is_closed_is_asked_about_when_it_opens()
    {
        Guid choir = await Choir(",active,");
        await _service.Confirmations.Answer(choir, new ProviderSaid(StillRuns.ClosedForNow, new DateOnly(2027, 3, 1)), default);
        Assert.Equal((ListingStatus.TemporarilyClosed, new DateOnly(2027, 2, 1)),
            ((await Stored(choir)).Activity.Details.Status, (await Stored(choir)).Activity.Details.ConfirmedOn));
        Assert.Equal(["28 sing@voices.example"], await Asked(days: 35));

        await _service.Confirmations.Answer(choir, new ProviderSaid(StillRuns.No), default);
        Assert.Equal((ListingStatus.Inactive, null),
            ((await Stored(choir)).Activity.Details.Status, (await Stored(choir)).Activity.Details.ClosedUntil));
        Assert.Empty(await Asked(days: 200));
    }

    [Fact]
    public async Task A_provider_without_an_address_is_never_asked()
    {
        await Choir(",active,", email: "");
        Assert.Empty(await Asked(days: 60));
    }

    [Fact]
    public async Task A_question_that_waited_until_it_was_answered_is_dropped()
    {
        Guid choir = await Choir(",active,");
        await _service.Digests.Queue(default);
        await _service.Confirmations.Answer(choir, new ProviderSaid(StillRuns.Yes), default);

        await _service.Postman.Drain(default);

        Assert.Empty(_service.Post.Tried);
        Assert.Equal(MessageStatus.Dropped, (await _service.Message(Guid.Empty, MessageKind.ConfirmActivity)).Status);
    }

    [Fact]
    public async Task A_morning_that_is_repeated_after_a_crash_asks_nobody_twice()
    {
        await Choir(",active,");
        await _service.Confirmations.Queue(default);
        await _service.Confirmations.Queue(default);

        Assert.Single(await _service.Store.Of(Guid.Empty, default), m => m.Kind is MessageKind.ConfirmActivity);
    }

    [Fact]
    public async Task An_import_of_many_providers_is_asked_about_on_several_mornings()
    {
        string csv = "name,provider,provider_email\n"
            + string.Concat(Enumerable.Range(0, 450).Select(i => $"Group {i},Voices,sing{i}@voices.example\n"));
        await _service.Directory.Import(ActivityCsv.Read(Encoding.UTF8.GetBytes(csv), new Pathway()), false, default);

        Assert.Equal([200, 200, 50], (await Asked(days: 3)).GroupBy(a => a.Split(' ')[0]).Select(g => g.Count()));
    }

    [Fact]
    public async Task The_lead_hears_of_a_note_also_without_tasks()
    {
        StaffMember lead = await _service.Add(StaffRole.Lead);
        Guid choir = await Choir();
        await _service.Confirmations.Answer(choir, new ProviderSaid(StillRuns.Yes, Note: "New hall"), default);

        await _service.Digests.Queue(default);

        Assert.Equal(lead.Id, (await _service.Message(Guid.Empty, MessageKind.Digest)).Staff);
        StoredActivity stored = await Stored(choir);
        Assert.IsType<PutOutcome.Done>(await _service.Directory.Put(choir, stored.Activity.Details, stored.Version, default));
        Assert.Equal(0, await _service.Confirmations.Notes(default));
    }
}
