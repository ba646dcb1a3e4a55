using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Contracts;

/// <summary>What the desk needs of every store: leave and cover, finding people, and caseloads.</summary>
public abstract class DeskContract : StoreContract
{
    private static readonly Secrets _keys = new(new byte[32], []);
    private readonly FakeTimeProvider _clock = new(Given.Start);
    private int _sent;

    private Clocks Clocks => new(_clock, _clock);
    private StaffDirectory Staff => new(Register, Clocks);
    private JourneyService Service => new(Journeys, Register, new QuietRuntime(), Given.Pathway, Clocks, _keys);
    private PersonSearch Search => new(Journeys, Register, _keys);

    [Fact]
    public async Task What_falls_due_while_somebody_is_away_lies_with_whoever_covers_and_comes_back()
    {
        StaffMember tom = await Employ("Tom"), priya = await Employ("Priya");
        Guid journey = await Supported("Ada", tom);
        DateOnly today = WorkingCalendar.LondonDate(Given.Start);
        Leave leave = new(today, today.AddDays(30), priya.Id) { EnteredAt = Given.Start };
        await Staff.Change(tom.Id, s => s with { Leave = [leave] }, Cancellation);
        await Store.Reopen();

        Assert.Equal(leave, Assert.Single((await Staff.Find(tom.Id, Cancellation))!.Leave));
        Assert.Equal(1, await Covers().Go(Cancellation));
        Assert.Equal(0, await Covers().Go(Cancellation));
        Assert.Equal(journey, Assert.Single(await Of(priya)).Journey);
        Assert.Empty(await Of(tom));

        // The leave is removed and entered again with the same days. That makes it another leave.
        await Covers().GiveBack(tom, leave, Cancellation);
        Assert.Equal(journey, Assert.Single(await Of(tom)).Journey);
        Leave again = leave with { EnteredAt = Given.Start.AddMinutes(5) };
        await Staff.Change(tom.Id, s => s with { Leave = [again] }, Cancellation);
        Assert.Equal(1, await Covers().Go(Cancellation));
        await Store.Reopen();
        Assert.Equal(journey, Assert.Single(await Of(priya)).Journey);

        _clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await Covers().Go(Cancellation));
        Assert.Equal(journey, Assert.Single(await Of(tom)).Journey);
    }

    [Theory]
    [InlineData("Ada")]
    [InlineData("07700 900123")]
    [InlineData("+44 7700 900123")]
    [InlineData("ls1 4ap")]
    [InlineData("14/7/1951")]
    [InlineData("ada@post.example")]
    [InlineData("Hill Blue")]
    public async Task Somebody_is_found_by_what_a_colleague_knows_of_them(string typed)
    {
        Guid ada = await Refer("Ada", p => p with
        {
            Contacts = [new(ContactKind.Mobile, "07700900123", true), new(ContactKind.Email, "ada@post.example", true)],
        });
        await Refer("Bea", p => p with
        {
            DateOfBirth = new DateOnly(1960, 1, 2),
            Address = new Address(["2 Low Road"], "GU35 9LP"),
            Contacts = [new(ContactKind.Mobile, "07700900124", true)],
        }, "Dr Green", "Low Surgery");
        await Store.Reopen();

        Assert.Equal([ada], (await Search.Find(typed, Cancellation)).Journeys.Select(j => j.Id));
    }

    [Fact]
    public async Task A_protected_address_leads_to_nobody_and_to_them_again_once_it_is_not()
    {
        Guid ada = await Refer("Ada", p => p with { Address = p.Address! with { Withheld = true } });
        Assert.Empty((await Search.Find("LS1 4AP", Cancellation)).Journeys);

        Assert.IsType<CommandResult.Done>(await Service.Do(ada, new AddressProtection.ChangeProtection(false, "She told me."),
            Actor.Staff("tom"), "lift", null, Cancellation));
        Assert.Equal([ada], (await Search.Find("LS1 4AP", Cancellation)).Journeys.Select(j => j.Id));

        Assert.IsType<CommandResult.Done>(await Service.Do(ada, new AddressProtection.ChangeProtection(true, "He looks for her."),
            Actor.Staff("tom"), "protect", null, Cancellation));
        Assert.Empty((await Search.Find("LS1 4AP", Cancellation)).Journeys);
    }

    [Fact]
    public async Task Each_carries_whom_they_support_and_nobody_whose_support_has_ended()
    {
        StaffMember tom = await Employ("Tom"), priya = await Employ("Priya");
        Guid first = await Supported("Ada", tom), second = await Supported("Bea", tom);
        await Supported("Cai", priya);
        await Refer("Dot");
        await Store.Reopen();

        Assert.Equal([("Priya", 1), ("Tom", 2)], await Carried());
        await Service.Do(second, new Closing.Close(ClosingReason.Withdrew), Actor.Staff("lead"), "end", null, Cancellation);
        Assert.Equal([("Priya", 1), ("Tom", 1)], await Carried());
        await Service.Do(first, new Allocation.Allocate(priya.Id), Actor.Staff("lead"), "move", null, Cancellation);
        Assert.Equal([("Priya", 2), ("Tom", 0)], await Carried());
    }

    private async Task<IEnumerable<(string, int)>> Carried() =>
        (await new Caseloads(Journeys, Staff, Clocks).All(Cancellation))
            .Select(c => (c.Member.Name, c.Open)).OrderBy(c => c.Item1, StringComparer.Ordinal);

    private LeaveCover Covers() => new(Journeys, Staff, Service, Clocks);

    private async Task<IReadOnlyList<TaskRow>> Of(StaffMember member) =>
        (await Journeys.Tasks(new TaskQuery(member.Id, Most: 10), Cancellation)).Items;

    private async Task<StaffMember> Employ(string name) =>
        (await Staff.Add($"{name}@service.example", name, StaffRole.LinkWorker, Cancellation))!;

    private async Task<Guid> Supported(string name, StaffMember linkWorker)
    {
        Guid journey = await Refer(name);
        Assert.IsType<CommandResult.Done>(await Service.Do(
            journey, new SocialPrescribing.Journeys.Intake.Accept(LinkWorker: linkWorker.Id), Actor.Staff("lead"), $"accept-{name}", null,
            Cancellation));
        return journey;
    }

    private async Task<Guid> Refer(string name, Func<Person, Person>? but = null, string by = "Dr Blue", string surgery = "Hill Surgery")
    {
        Referral referral = Given.Referral(name, $"{name}son");
        referral = referral with
        {
            Referrer = referral.Referrer! with { Name = by, Organisation = surgery },
            Person = (but ?? (p => p))(referral.Person),
        };
        ReferralIntake intake = new(Journeys, Register, Service, Given.Pathway, Clocks, _keys);
        IntakeResult.Received received = Assert.IsType<IntakeResult.Received>(
            await intake.Receive(referral, "org-1", Encoding.UTF8.GetBytes($"{++_sent}"), null, Cancellation));
        return (await ReferralIntake.LookUps.In(Register).Get(received.Receipt.Id.ToString("N"), Cancellation))!.Value;
    }
}
