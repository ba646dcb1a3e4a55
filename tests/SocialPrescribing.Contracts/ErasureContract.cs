using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Contracts;

/// <summary>
/// An erased record is nowhere any more: not in the raw files or tables, not in the mail folder, not in an export. Its counts stay, and
/// so does everybody else.
/// </summary>
public abstract class ErasureContract : StoreContract
{
    [Fact]
    public async Task Nothing_of_the_person_is_left_and_everybody_else_is_there()
    {
        using ErasedLife life = new(Store);
        Guid other = await life.Refer("Otherann", "Someoneelse");
        Guid person = await life.Live();
        string before = await Store.Everything();
        if (before.Length > 0)
            Assert.All(ErasedLife.Marks, mark => Assert.Contains(mark, before, StringComparison.OrdinalIgnoreCase));
        Assert.All(ErasedLife.Marks.Take(1), mark => Assert.Contains(mark, life.Files(), StringComparison.OrdinalIgnoreCase));
        IReadOnlyList<FactsRow> counted = await Counted();

        Assert.Null(await life.Erasing.Ask((await Journeys.Find(person, Cancellation))!.State, ErasureReason.PersonAsked, "lead-1",
            Cancellation));
        Assert.Equal("same-person",
            (await life.Erasing.Agree((await Journeys.Find(person, Cancellation))!.State, "lead-1", Cancellation))?.Code);
        Assert.Null(await life.Erasing.Agree((await Journeys.Find(person, Cancellation))!.State, "lead-2", Cancellation));
        Assert.Equal("agreed", (await life.Erasing.Withdraw(person, Cancellation))?.Code);
        Assert.Equal(1, await life.Erasing.GoOn(Cancellation));

        // This round removed everything by which the record is found. The next rounds remove what a late writer may still add.
        await IsGone(life, person);
        await life.Rounds(4);
        await IsGone(life, person);
        Assert.Empty(await life.Erasing.Open(Cancellation));
        Assert.Equal((person, "lead-1", "lead-2"),
            Assert.Single(await life.Erasing.Latest(10, Cancellation)) is var who ? (who.Journey, who.AskedBy, who.AgreedBy) : default);
        Assert.Equal(counted, await Counted());
        Assert.NotNull(await Journeys.Find(other, Cancellation));
        Assert.Single((await Journeys.Journeys(new JourneyQuery(), Cancellation)).Items);
        Assert.Single((await life.Find("Someoneelse")).Journeys);
        Assert.Equal((2, 0), (await JournalCheck.Run(Journeys, Given.Pathway, Cancellation, life.Documents)) is var report
            ? (report.Journeys, report.Findings.Count) : default);

        await Store.Reopen();
        await IsGone(life, person);
    }

    private async Task IsGone(ErasedLife life, Guid person)
    {
        Assert.IsType<LoadedJourney.Erased>(await Journeys.Load(person, Cancellation));
        Assert.Empty(await Journeys.Journal(person, Cancellation));
        Assert.Empty(await Outbox.Of(person, Cancellation));
        Assert.Empty((await life.Find(ErasedLife.FamilyName)).Journeys);
        Func<string, string, string, bool> names = RecordKinds.NamingOneOf([person]);
        foreach (string kind in RecordKinds.All.Select(k => k.Name).Distinct())
#pragma warning disable RS0030 // Whatever it holds.
            Assert.DoesNotContain((await Register.List(kind, "", 1_000, null, Cancellation)).Items, r => names(r.Kind, r.Key, r.Json));
#pragma warning restore RS0030
        string left = await Store.Everything() + life.Files() + string.Join('\n', await life.Export()) + life.Logged;
        Assert.NotEmpty(life.Logged);
        Assert.All(ErasedLife.Marks, mark => Assert.DoesNotContain(mark, left, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_was_counted_stays_also_when_everything_is_counted_anew()
    {
        using ErasedLife life = new(Store);
        await life.Refer("Otherann", "Someoneelse");
        Guid person = await life.Live();
        IReadOnlyList<FactsRow> written = await Counted();
        FactsRebuild rebuild = new(Journeys, ErasedLife.Secrets, new NoPlaces());
        Assert.Equal(new FactsRebuild.Part(2, 0, 0, null), await rebuild.Run(null, Cancellation));
        await life.Erase(person);

        Assert.Equal(new FactsRebuild.Part(2, 0, 0, null), await rebuild.Run(null, Cancellation));

        Assert.Equal(2, written.Count);
        Assert.Equal(written, await Counted());
        await Journeys.PackFacts(1, Cancellation);
        Assert.Equal(written.Select(r => r.Json).Order(), ReportReader.RowsIn(await Journeys.FactsForReports(Cancellation))
            .Select(r => FactsRow.Of(r.Facts, r.LinkWorker).Json).Order());
    }

    [Fact]
    public async Task A_backup_that_is_put_back_brings_nobody_back_whatever_stands_in_the_way_there()
    {
        using ErasedLife life = new(Store);
        Guid person = await life.Live();
        LoadedJourney.Erased kept = new(
            new Tombstone(person, new DateOnly(2026, 3, 2), new DateOnly(2026, 4, 1), Given.Start, ErasureReason.PersonAsked, "lead-1",
                "lead-2", "hash"), 99, Assert.Single(await Counted()).Json);
        // The backup is from before support ended, when there was a concern.
        await life.Give(person, new Closing.Reopen());
        await life.Give(person, new Concerns.Raise("Qmarked concern."));
        Guid other = await life.Refer("Otherann", "Someoneelse");

        Assert.Equal(1, await life.Erasing.Again([kept, kept with { Tombstone = kept.Tombstone with { Journey = Guid.NewGuid() } }],
            Cancellation));

        await IsGone(life, person);
        Assert.Equal(kept.Facts, (Assert.IsType<LoadedJourney.Erased>(await Journeys.Load(person, Cancellation))).Facts);
        Assert.NotNull(await Journeys.Find(other, Cancellation));
        await life.Rounds(4);
        Assert.Equal(("lead-1", "lead-2"), Assert.Single(await life.Erasing.Latest(10, Cancellation)) is var who
            ? (who.AskedBy, who.AgreedBy) : default);
        Assert.Equal(0, await life.Erasing.Again([kept], Cancellation));
        Assert.Equal([person], life.Listed.Select(l => l.Tombstone.Journey).Distinct());
    }

    [Fact]
    public async Task Who_is_late_finds_another_version_and_a_tombstone_takes_no_commit()
    {
        using ErasedLife life = new(Store);
        StoredJourney stored = (await Journeys.Find(await life.Live(), Cancellation))!;
        JourneyCommit late = Given.Step(stored, new Notes.Add("Late."), Actor.Staff("staff-1"), "late", life.Now);
        Tombstone tombstone = new(stored.State.Id, new DateOnly(2026, 3, 2), null, Given.Start, ErasureReason.Ordered, null, null, "hash");

        Assert.False(await Journeys.Erase(tombstone, stored.Version, Cancellation));
        Assert.True(await Journeys.Erase(tombstone, stored.Version + 1, Cancellation));
        Assert.True(await Journeys.Erase(tombstone, stored.Version + 1, Cancellation));
        Assert.False(await Journeys.Erase(tombstone, stored.Version + 2, Cancellation));

        Assert.IsType<CommitOutcome.JourneyChanged>(await Journeys.Commit(late, Cancellation));
        Assert.False(await Journeys.Reschedule(stored.State.Id, stored.Version, life.Now, Cancellation));
        Assert.Equal(tombstone, Assert.IsType<LoadedJourney.Erased>(await Journeys.Load(stored.State.Id, Cancellation)).Tombstone);
        Assert.Empty(await Journeys.DueBy(DateTimeOffset.MaxValue, 10, Cancellation));
        Assert.Empty((await Journeys.Tasks(new TaskQuery(), Cancellation)).Items);
    }

    [Fact]
    public async Task A_concern_that_is_open_keeps_the_record_and_one_that_comes_later_stops_it()
    {
        using ErasedLife life = new(Store);
        Guid person = await life.Live();
        StoredJourney stored = (await Journeys.Find(person, Cancellation))!;
        Assert.Null(await life.Erasing.Ask(stored.State, ErasureReason.PersonAsked, "lead-1", Cancellation));
        Assert.Null(await life.Erasing.Agree(stored.State, "lead-2", Cancellation));
        await life.Give(person, new Concerns.Raise("Something was said."));

        Assert.Equal(0, await life.Erasing.GoOn(Cancellation));

        Assert.Equal("concern-open", (await life.Erasing.Of(person, Cancellation))?.StoppedFor);
        Journey now = (await Journeys.Find(person, Cancellation))!.State;
        Assert.Equal("concern-open", Erasing.WhyNot(now)?.Code);
        Assert.Equal("concern-open", (await life.Erasing.Ask(now, ErasureReason.PersonAsked, "lead-1", Cancellation))?.Code);
        Assert.Null(await life.Erasing.Withdraw(person, Cancellation));
        Assert.Null(await life.Erasing.Of(person, Cancellation));
    }

    [Fact]
    public async Task What_was_joined_to_it_goes_with_it()
    {
        using ErasedLife life = new(Store);
        Guid person = await life.Refer("Qmarkedann", ErasedLife.FamilyName);
        Guid same = await life.Refer("Qmarkedann", ErasedLife.FamilyName);
        foreach (Guid one in (Guid[])[person, same])
            await life.Give(one, new Intake.Accept(LinkWorker: "staff-1"));
        await life.Give(same, new Joining.Join(person, ContactsOf.This));
        await life.Journeys.Advance(same, Cancellation);
        Assert.Equal("joined", Erasing.WhyNot((await Journeys.Find(same, Cancellation))!.State)?.Code);
        await life.Give(person, new Closing.Close(ClosingReason.Withdrew));

        await life.Erase(person);

        Assert.IsType<LoadedJourney.Erased>(await Journeys.Load(same, Cancellation));
        await IsGone(life, person);
    }

    [Fact]
    public async Task It_moves_to_another_host_with_what_was_counted()
    {
        using ErasedLife life = new(Store);
        Guid person = await life.Live();
        await life.Refer("Otherann", "Someoneelse");
        await life.Erase(person);
        await life.Rounds(4);
        IReadOnlyList<string> lines = await life.Export();
        Invented.MemoryStore there = new();
        Import import = new(there, there, there, life.Documents, new QuietRuntime(), new StaffDirectory(there, life.Clocks), Given.Pathway,
            ErasedLife.Secrets, life.Clocks);

        Assert.IsType<PartOutcome.Taken>(await import.Take(0, lines, leavesOut: false, Cancellation));

        Assert.Equal(await Journeys.Load(person, Cancellation), await there.Load(person, Cancellation));
        Assert.Empty((await JournalCheck.Run(there, Given.Pathway, Cancellation)).Findings);
        Assert.Equal((await Counted()).Select(r => (r.Key, r.Month, r.Json)),
            (await there.Facts(null, null, Cancellation).ToListAsync(Cancellation)).Select(r => (r.Key, r.Month, r.Json)));
    }

    private async Task<IReadOnlyList<FactsRow>> Counted() => await Journeys.Facts(null, null, Cancellation).ToListAsync(Cancellation);
}

/// <summary>The machine stops after each single write. The next rounds of the watch finish erasing the record.</summary>
public abstract class ErasureCrashContract
{
    protected abstract Task<TestedStore> CrashAfter(int writes);

    [Fact]
    public async Task Whatever_write_a_crash_follows_the_record_is_erased_whole()
    {
        int stopped = 0;
        bool isOver = false;
        for (int writes = 8; !isOver; writes += writes < 60 ? 1 : 7)
        {
            await using TestedStore store = await CrashAfter(writes);
            using ErasedLife life = new(store);
            Guid? person = null;
            bool isAgreed = false;
            try
            {
                person = await life.Live();
                await life.Agree(person.Value);
                isAgreed = true;
                await life.Rounds(4);
                isOver = await store.Journeys.Load(person.Value, CancellationToken.None) is LoadedJourney.Erased
                    && (await life.Erasing.Open(CancellationToken.None)).Count is 0;
            }
            catch (CrashException)
            {
            }
            await store.Reopen();
            if (!isAgreed)
                continue;
            stopped++;
            await new ErasedLife(store, life).Rounds(5);
            Assert.IsType<LoadedJourney.Erased>(await store.Journeys.Load(person!.Value, CancellationToken.None));
            string left = await store.Everything() + life.Files();
            Assert.All(ErasedLife.Marks, mark => Assert.DoesNotContain(mark, left, StringComparison.OrdinalIgnoreCase));
            Assert.Single(await new ErasedLife(store, life).Erasing.Latest(10, CancellationToken.None));
        }
        Assert.True(stopped > 5, $"{stopped} stops: this test stops the machine at none that matters.");
    }
}
