using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests;

/// <summary>On Azure several processes share one register. Each shows at once the names that another has added.</summary>
public sealed class TimelineTests
{
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _clock = new(new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Somebody_whom_another_process_has_just_added_is_named_at_once()
    {
        (StaffDirectory here, StaffDirectory there) = (Staff(), Staff());
        Assert.Empty(await here.AllCached(default));
        StaffMember added = (await there.Add("ada@team.example", "Ada Invented", StaffRole.LinkWorker, default))!;
        Timeline timeline = new(_store, here, new Organisations(_store, Clocks));
        Assert.Equal("Ada Invented", Assert.Single(await timeline.Of(JournalOf(added.Id), default)).By);
    }

    [Fact]
    public async Task An_organisation_that_another_process_has_just_added_is_named_at_once()
    {
        Organisations here = new(_store, Clocks);
        Assert.Empty(await here.AllCached(default));
        Organisation added = await new Organisations(_store, Clocks).Ensure("Invented Surgery");
        Assert.Equal(added, Assert.Single(await here.AllCached([added.Id], default)));
    }

    [Fact]
    public async Task A_stranger_is_looked_for_once_a_minute_and_many_strangers_not_much_more_often()
    {
        StaffDirectory here = Staff();
        Assert.Empty(await here.AllCached(["nobody"], default));
        StaffMember added = (await Staff().Add("ada@team.example", "Ada Invented", StaffRole.LinkWorker, default))!;
        Assert.Empty(await here.AllCached(["nobody"], default));
        for (int i = 0; i < 20; i++)
            await here.AllCached([$"stranger-{i}"], default);
        await Staff().Change(added.Id, s => s with { Name = "Ada Renamed" }, default);
        Assert.Equal("Ada Invented", Assert.Single(await here.AllCached(["one more"], default)).Name);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Ada Renamed", Assert.Single(await here.AllCached(["nobody"], default)).Name);
    }

    private Clocks Clocks => new(_clock, _clock);

    private StaffDirectory Staff() => new(_store, Clocks);

    private static Task<IReadOnlyList<JournalCommit>> JournalOf(string who) => Task.FromResult<IReadOnlyList<JournalCommit>>(
        [new JournalCommit(1, new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero), Actor.Staff(who), null, [new Notes.Added("Invented: phoned.")])]);
}
