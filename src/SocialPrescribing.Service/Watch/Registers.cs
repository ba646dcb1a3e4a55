using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// Each morning, providers who agreed to it are asked who came that day: one letter for each meeting, however many people are on its list.
/// Repeating a step doubles nothing, so the next round finishes what a crash interrupted.
/// </summary>
public sealed class Registers(
    IJourneyStore store, IOutbox outbox, IRegister register, IJourneyRuntime runtime, JourneyService journeys,
    ActivityDirectory directory, MeetingLists lists, Clocks clocks)
{
    private static readonly TimeOnly Morning = new(7, 0);
    private readonly Records<DateOnly> _last = RecordKinds.LastRegister.Of(PortsJson.Default.DateOnly).In(register);

    /// <summary>Asks for today, if that was not done yet. Returns how many letters were queued.</summary>
    public async Task<int> Queue(CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        if (clocks.Now < WorkingCalendar.London(today, Morning))
            return 0;
        // If a session is planned for today later on, this record is deleted and today is done again.
        Record<DateOnly>? last = await _last.Get(cancellation);
        if (last?.Value >= today)
            return 0;
        Dictionary<Guid, ListedActivity> asked = (await directory.All(cancellation)).Select(s => s.Activity)
            .Where(a => a.KeepsRegister && a.Details.Provider.Email is not null).ToDictionary(a => a.Id);
        if (asked.Count is 0)
        {
            await _last.Put(today, last?.Version ?? 0, cancellation);
            return 0;
        }
        HashSet<MeetingDay> meetings = [];
        Separately each = new(cancellation);
        await foreach (Journey journey in Caseloads.In(Caseloads.Supported, store, null, null, cancellation))
            foreach (Session session in journey.Sessions.Where(s => s.IsPlanned && s.EndsAt > clocks.Now
                && WorkingCalendar.LondonDate(s.At) == today && Attendance.IsOnRegister(journey, s)))
                if (Activities.Find(journey, session.Introduction)!.Activity.Id is { } activity && asked.ContainsKey(activity)
                    // The next round tries this one again.
                    && await each.Do(() => Ask(journey, session, new(activity, session.At), cancellation)))
                    meetings.Add(new(activity, session.At));
        foreach (MeetingDay meeting in meetings)
            await outbox.Queue(
                QueuedMessage.OfTheService($"register/{meeting.Name}", MessageKind.RegisterOfTheDay, new MessageAbout.Register(meeting),
                    clocks.Now), cancellation);
        if (meetings.Count > 0)
            await runtime.NudgePostman(cancellation);
        each.ThrowIfAnyFailed();
        await _last.Put(today, last?.Version ?? 0, cancellation);
        return meetings.Count;
    }

    /// <summary>Writes the list first, so that whatever the journey says was asked is on the list.</summary>
    private async Task<bool> Ask(Journey journey, Session session, MeetingDay meeting, CancellationToken cancellation)
    {
        await lists.Add(meeting, journey.Id, cancellation);
        string id = HexDigest.Of(string.Create(CultureInfo.InvariantCulture, $"{meeting.Name}/{session.VersionId}"))[..32];
        return await journeys.Do(journey.Id, new Attendance.AskRegister(session.Id, session.Version), Actor.System, $"r{id}",
            version: null, cancellation) is CommandResult.Done;
    }
}
