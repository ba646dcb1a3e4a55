using System.Globalization;
using System.Text;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>
/// The users: referrers, link workers, people behind their links, providers. Each repeats a request under the same id until it is answered,
/// and sometimes sends it once more after that, or twice at once.
/// </summary>
internal sealed class People(Town town)
{
    private static readonly Habits _habits = new([.. InventedActivities.All]);
    private readonly World _world = town.World;
    private int _referrals, _commands, _underWay;

    /// <summary>The receipts that people got, by the id of their request.</summary>
    public Dictionary<string, ReferralIntake.Receipt> Received { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, (Guid Journey, int Version)> Given { get; } = new(StringComparer.Ordinal);
    /// <summary>Requests that nobody has answered yet.</summary>
    public int Unanswered => _underWay;
    public BrokenPromiseException? Broken { get; private set; }

    public void Begin()
    {
        _ = _world.Network.Start(Refer);
    }

    private async Task<bool> Refer()
    {
        List<Referral> before = [];
        while (true)
        {
            if (!town.IsResting && _referrals < 40)
            {
                int number = _referrals++;
                DateOnly today = WorkingCalendar.LondonDate(_world.Now);
                Referral referral = InventedReferrals.Next(_world.Random, today);
                referral = referral with
                {
                    Person = before.Count > 0 && _world.Random.Next(6) is 0
                        ? before[_world.Random.Next(before.Count)].Person
                        : referral.Person with { Address = new Address([$"{number + 1} Invented Road"], "GU35 9AB") }
                };
                before.Add(referral);
                string key = $"key-{number}";
                _ = _world.Network.Start(() => Send(key, referral, cares: true));
                if (town.Weather.Doubled)
                    _ = _world.Network.Start(() => Send(key, referral, cares: false));
            }
            // Most referrals come while nothing else happens, some shortly after another.
            await _world.Pass(_world.Random.Next(3) is 0 ? _world.Within(TimeSpan.Zero, TimeSpan.FromSeconds(5))
                : _world.Within(TimeSpan.FromMinutes(5), TimeSpan.FromHours(30)));
        }
    }

    private async Task<bool> Send(string key, Referral referral, bool cares)
    {
        byte[] body = Encoding.UTF8.GetBytes(key);
        for (int more = _world.Random.Next(5) is 0 ? 2 : 1; more > 0; more--)
        {
            IntakeResult.Received? received = await UntilAnswered(
                process => process.Get<ReferralIntake>().Receive(referral, "org-1", body, key, default),
                result => result as IntakeResult.Received);
            if (received is null)
                return false;
            if (Received.TryGetValue(key, out ReferralIntake.Receipt? first)
                && (first.Id, first.Reference) != (received.Receipt.Id, received.Receipt.Reference))
                Break($"{key} was answered with two references, {first.Reference} and {received.Receipt.Reference}.");
            Received[key] = received.Receipt;
            if (more > 1)
                await _world.Pass(_world.Within(TimeSpan.Zero, TimeSpan.FromHours(2)));
        }
        if (!cares)
            return true;
        // The link worker and the person, or two colleagues, act without waiting for each other.
        if (_world.Random.Next(2) is 0)
            _ = _world.Network.Start(() => Care(Received[key].Id));
        return await Care(Received[key].Id);
    }

    /// <summary>A link worker looks after the journey as long as it is open.</summary>
    private async Task<bool> Care(Guid referral)
    {
        Guid? journey = null;
        Temperament person = Temperament.Of(referral);
        while (true)
        {
            await _world.Pass(_world.Random.Next(3) is 0 ? _world.Within(TimeSpan.Zero, TimeSpan.FromSeconds(5))
                : _world.Within(TimeSpan.FromMinutes(5), TimeSpan.FromHours(20)));
            if (town.IsResting)
                continue;
            if (_world.Random.Next(3) is 0)
                await town.Ask(process => process.Get<IJourneyStore>().Tasks(new TaskQuery(), default));
            Outcome<Journey?> seen = await town.Ask(async process =>
            {
                journey ??= (await ReferralIntake.LookUps.In(process.Get<IRegister>()).Get(referral.ToString("N"), default))?.Value;
                return (await process.Get<IJourneyStore>().Find(journey!.Value, default))?.State;
            });
            if (seen is not Outcome<Journey?>.Done { Value: { } now })
                continue;
            if (now.IsClosed || now.Joined is not null)
                return true;
            (string by, JourneyCommand command)[] all = [.. ToDo(now, person)];
            foreach ((string by, JourneyCommand command) in all)
                if (!await Give(now.Id, command, by))
                    break;
        }
    }

    private IEnumerable<(string By, JourneyCommand Command)> ToDo(Journey journey, Temperament person)
    {
        string worker = journey.LinkWorker ?? town.Staff[_world.Random.Next(2)].Id, lead = town.Staff[2].Id, safe = town.Staff[3].Id;
        if (journey.HasEnded)
            return journey.Tasks is [var last, ..] ? [(worker, new Tasks.Complete(last.Id, "Done"))] : [];
        if (journey.Concerns.FirstOrDefault(c => c.AcknowledgedAt is null) is { } concern)
            return [(safe, Habits.TalkedThrough(concern.Id))];
        if (journey.UrgentTexts.FirstOrDefault(t => t.ReadAt is null) is { } text)
            return [(safe, new UrgentWords.Read(text.Id, "Read it and called"))];
        if (journey.AcceptedAt is null)
            return [(lead, new Intake.Accept(LinkWorker: worker))];
        // Answers by links: a survey is answered once, a meeting is confirmed or not, a provider says yes.
        if (journey.Surveys.FirstOrDefault(s => s.IsOpenAt(_world.Now)) is { } survey && _world.Random.Next(3) is 0)
            return [("", new Surveys.Answer(survey.Id, person.Answer(survey, 1, _world.Random)))];
        if (journey.Meetings.FirstOrDefault(m => m.IsBooked && m.At > _world.Now) is { } coming && _world.Random.Next(3) is 0)
            return [("", _world.Random.Next(6) is 0 ? new Meetings.CannotCome(coming.Id) : new Meetings.Confirm(coming.Id))];
        if (journey.Introductions.FirstOrDefault(i => i.Answer is ProviderAnswer.None) is { } asked && _world.Random.Next(2) is 0)
            return [("provider", new Activities.RecordAnswer(asked.Id, ProviderAnswer.Accepted))];
        if (Habits.MayEnd(journey, person, _world.Now) is { } reason)
            return [(lead, new Closing.Close(reason))];
        if (_world.Random.Next(60) is 0)
            return [(worker, new Pausing.Pause(PauseReason.Hospital, WorkingCalendar.LondonDate(_world.Now).AddDays(6)))];
        OpenTask[] tasks = [.. journey.Tasks];
        Habits.Act? act = tasks.Length is 0 ? _habits.GoOn(journey, person, _world.Now)
            : _habits.Do(tasks[_world.Random.Next(tasks.Length)], journey, person, _world.Now,
                () => _world.Now.AddHours(_world.Random.Next(20, 150)), _world.Random);
        return act is { By: Habits.Doer.LinkWorker } ? act.Commands.Select(c => (worker, c))
            : [(worker, new Notes.Add("Was well when we spoke."))];
    }

    /// <returns>Whether the command was accepted.</returns>
    private async Task<bool> Give(Guid journey, JourneyCommand command, string by)
    {
        Actor actor = by is "" ? Actor.Person : by is "provider" ? Actor.Provider : Actor.Staff(by);
        string id = string.Create(CultureInfo.InvariantCulture, $"c{_commands++}");
        if (town.Weather.Doubled)
            _ = _world.Network.Start(() => Give(journey, command, actor, id));
        bool taken = await Give(journey, command, actor, id);
        if (taken && _world.Random.Next(8) is 0)
        {
            await _world.Pass(_world.Within(TimeSpan.Zero, TimeSpan.FromHours(1)));
            if (!await Give(journey, command, actor, id))
                Break($"The command {id} was done, and refused when it was repeated.");
        }
        return taken;
    }

    private async Task<bool> Give(Guid journey, JourneyCommand command, Actor actor, string id)
    {
        CommandResult? result = await UntilAnswered(
            process => process.Get<JourneyService>().Do(journey, command, actor, id, null, default),
            result => result is CommandResult.Refused { IsForNow: true } ? null : result);
        if (result is not CommandResult.Done { Journey: var told })
            return false;
        if (Given.TryGetValue(id, out (Guid, int) first) && first != (journey, told.Version))
            Break($"The command {id} was answered twice, with {first} and {(journey, told.Version)}.");
        Given[id] = (journey, told.Version);
        return true;
    }

    private async Task<TAnswer?> UntilAnswered<T, TAnswer>(Func<Process, Task<T>> ask, Func<T, TAnswer?> answer) where TAnswer : class
    {
        _underWay++;
        try
        {
            while (true)
            {
                Outcome<T> outcome = await town.Ask(ask);
                if (outcome is Outcome<T>.Done done && answer(done.Value) is { } came)
                    return came;
                if (outcome is Outcome<T>.Failed failed && !MayFail(failed.Error))
                {
                    Break($"It failed in a way that nobody is told to try again: {failed.Error}");
                    return null;
                }
                await _world.Pass(_world.Within(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(4)));
            }
        }
        finally
        {
            _underWay--;
        }
    }

    /// <summary>Failures that callers see as 503.</summary>
    private static bool MayFail(Exception error) => new Functions.Storage.TableFailures().IsTransient(error);

    public void Break(string what) => Broken ??= new BrokenPromiseException(what);
}
