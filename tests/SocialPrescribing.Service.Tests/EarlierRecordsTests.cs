using Microsoft.Extensions.Logging.Abstractions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

/// <summary>A database in which an earlier version wrote each kind of record in its own form.</summary>
public sealed class EarlierRecordsTests
{
    private readonly TestService _service = new();

    private ReferrerLists Lists => new(
        _service.Store, _service.Store, _service.Store, _service, _service.Pathway, _service.Clocks, TestService.Keys);

    [Fact]
    public async Task A_referral_of_before_is_found_by_name_by_reference_by_its_id_and_by_whoever_sent_it()
    {
        Guid journey = await _service.Receive();
        Journeys.HeldReferral referral = (await _service.State(journey)).Referrals[0];
        await Lists.Ask("reid@surgery.example", default);
        QueuedMessage letter = await _service.Message(Guid.Empty, Journeys.MessageKind.ReferrerList);
        string session = (await Lists.Enter(Guid.Parse(letter.About!), default))!;

        IReadOnlyDictionary<RecordKind, int> aged = await EarlierRecords.Age(_service.Store);
        RecordKind[] kinds =
            [RecordKinds.Name, RecordKinds.Reference, RecordKinds.Referral, RecordKinds.Referred, RecordKinds.ReferrerSession];
        Assert.All(kinds, k => Assert.True(aged[k] > 0));

        PersonSearch search = new(_service.Store, _service.Store, TestService.Keys);
        foreach (string typed in (string[])["Quill", "943 476 5919", referral.Reference])
            Assert.Equal(journey, Assert.Single((await search.Find(typed, default)).Journeys).Id);
        Assert.Equal(journey, (await ReferralIntake.LookUps.In(_service.Store).Get($"{referral.Id:N}", default))!.Value);
        Assert.Equal(referral.Id, Assert.Single((await Lists.List(session, null, default))!.Items).Referral.Id);
    }

    [Fact]
    public async Task Whoever_worked_here_before_is_known_by_address_and_work_account()
    {
        StaffPrincipal grace = new(Guid.NewGuid(), "grace@service.example", "Grace Okafor", StaffRole.Lead);
        StaffPrincipals principals = new(_service.Store, _service.Staff, _service.Clocks, NullLogger<StaffPrincipals>.Instance);
        StaffMember member = (await principals.Find(grace, default))!;

        IReadOnlyDictionary<RecordKind, int> aged = await EarlierRecords.Age(_service.Store);
        Assert.Equal((1, 1), (aged[RecordKinds.StaffEmail], aged[RecordKinds.StaffPrincipal]));

        Assert.Equal(member.Id, (await principals.Find(grace, default))!.Id);
        Assert.Equal(member.Id, (await _service.Staff.FindByEmail("grace@service.example", default))!.Id);
        Assert.Single(await _service.Staff.All(default));
    }

    [Fact]
    public async Task What_the_service_had_noted_about_itself_still_counts()
    {
        await _service.Receive();
        using Health health = new(_service.Watch, _service.Store, _service.Loops, _service.Clocks);
        Assert.True(await health.IsReady(default));
        UnreadableJourneys unreadable = new(_service.Store, _service.Clocks);
        Guid broken = Guid.CreateVersion7();
        await unreadable.Note(broken, default);
        // The second round finds nothing left to do.
        await _service.Watch.Look(default);
        await unreadable.Note(broken, default);
        await new UnreadableJourneys(_service.Store, _service.Clocks).Note(broken, default);
        DateTimeOffset looked = _service.Clocks.MachineNow, next = await _service.Digests.Next(default);

        IReadOnlyDictionary<RecordKind, int> aged = await EarlierRecords.Age(_service.Store);
        RecordKind[] own =
        [
            RecordKinds.Ready, RecordKinds.Unreadable, RecordKinds.LastWatch, RecordKinds.LookedThrough, RecordKinds.AlikeEntries,
            RecordKinds.Pathway, RecordKinds.LastDigest,
        ];
        Assert.Equal(own.Select(k => (k.Key ?? k.Name, 1)), own.Select(k => (k.Key ?? k.Name, aged.GetValueOrDefault(k))));

        Assert.Equal([broken], await unreadable.Known(default));
        Assert.Equal(looked, await _service.Watch.LastLook(default));
        Assert.Equal(next, await _service.Digests.Next(default));
        Assert.False(await new AlikeEntries(_service.Store, _service.Store, TestService.Keys).Fill(default));
        Assert.False(await _service.NewPathwayChanges(_service.Pathway).Step(default));
        _service.Move(TimeSpan.FromMinutes(5));
        await _service.Watch.Look(default);
        Assert.True(await new Health(_service.Watch, _service.Store, _service.Loops, _service.Clocks).IsReady(default));
        Assert.Equal(looked.AddMinutes(5), await _service.Watch.LastLook(default));
    }
}
