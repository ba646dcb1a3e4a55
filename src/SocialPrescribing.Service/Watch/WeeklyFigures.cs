using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Watch;

/// <summary>One week of the whole service, from Monday to Sunday in London. It names no people.</summary>
/// <param name="Caseloads">Each link worker's open journeys (by staff id) at the end of the week.</param>
/// <param name="Contacted">How many people were reached for the first time in that week.</param>
/// <param name="DaysToContact">Their median of working days since the referral; null if there were none.</param>
/// <param name="Met">How many people were met for the first time in that week.</param>
public sealed record Week(
    DateOnly Begins, IReadOnlyDictionary<string, int> Caseloads, int Contacted, double? DaysToContact, int Met, double? DaysToMeeting)
{
    public int Open => Caseloads.Values.Sum();
}

/// <summary>
/// The figures from which charts over many weeks are drawn. On the first working morning after a week, every open journey is read once, and
/// the week's figures are stored in the register. Nothing is read again when somebody looks. Because some things are recorded late, the
/// waits of the last weeks are worked out again.
/// </summary>
public sealed class WeeklyFigures(IJourneyStore store, IRegister register, InForce<Pathway> pathways, Clocks clocks)
{
    private readonly Records<Week> _weeks = RecordKinds.Week.Of(WatchJson.Default.Week).In(register, clocks);
    private readonly TestReferrals _tests = new(register, clocks);
    private readonly ActivityExperiences _experiences = new(register);
    private const int MostKept = 200;
    private const int WeeksWithLateRecords = 4;

    /// <summary>Stores the figures of the week that has ended, once. Calling it again is harmless.</summary>
    public async Task Keep(CancellationToken cancellation)
    {
        DateOnly thisMonday = Staff.Caseloads.MondayOf(WorkingCalendar.LondonDate(clocks.Now)), last = thisMonday.AddDays(-7);
        if (await _weeks.Get(Key(last), cancellation) is not null)
            return;
        DateTimeOffset over = WorkingCalendar.London(thisMonday, TimeOnly.MinValue);
        Dictionary<string, int> caseloads = [];
        List<(DateOnly On, int Days)> contacted = [], met = [];
        bool hadBegun = false;
        ExperienceCount experience = new();
        IReadOnlySet<Guid> tests = await _tests.AllCached(cancellation);
        await foreach (Journey journey in Staff.Caseloads
            .In([.. Staff.Caseloads.Supported, Stage.AfterCare], store, null, null, cancellation))
        {
            if (journey.ReceivedAt >= over || tests.Contains(journey.Id))
                continue;
            hadBegun = true;
            experience.Add(journey);
            if (!journey.HasEnded && journey.LinkWorker is { } linkWorker)
                caseloads[linkWorker] = caseloads.GetValueOrDefault(linkWorker) + 1;
            Wait(contacted, journey, journey.ContactedAt);
            Wait(met, journey, journey.FirstMetAt);
        }
        // There were no journeys yet, so there is nothing to draw.
        if (!hadBegun)
            return;
        await foreach (Journey journey in Staff.Caseloads.In([Stage.Closed], store, null, null, cancellation))
            if (!tests.Contains(journey.Id))
                experience.Add(journey);
        await _experiences.Keep(experience, cancellation);
        for (int back = 0; back < WeeksWithLateRecords; back++)
        {
            DateOnly begins = last.AddDays(-7 * back);
            Record<Week>? known = await _weeks.Get(Key(begins), cancellation);
            if (known is null && back > 0)
                continue;
            int[] toContact = InWeek(contacted, begins), toMeeting = InWeek(met, begins);
            Week week = new(
                begins, known?.Value.Caseloads ?? caseloads, toContact.Length, Median(toContact), toMeeting.Length, Median(toMeeting));
            await _weeks.Put(Key(begins), week, known?.Version ?? 0, cancellation);
        }
    }

    /// <summary>The latest weeks, sorted from the earliest.</summary>
    public async Task<IReadOnlyList<Week>> Latest(int most, CancellationToken cancellation) =>
        [.. (await _weeks.List("", MostKept, null, cancellation)).Items.TakeLast(most).Select(r => r.Value)];

    private void Wait(List<(DateOnly On, int Days)> waits, Journey journey, DateTimeOffset? until)
    {
        if (until is not { } at)
            return;
        DateOnly from = WorkingCalendar.LondonDate(journey.ReceivedAt), on = WorkingCalendar.LondonDate(at);
        waits.Add(
            (on, Enumerable.Range(1, Math.Max(0, on.DayNumber - from.DayNumber))
                .Count(day => pathways.Now.Calendar.IsWorkingDay(from.AddDays(day)))));
    }

    private static int[] InWeek(List<(DateOnly On, int Days)> waits, DateOnly begins) =>
        [.. waits.Where(w => w.On >= begins && w.On < begins.AddDays(7)).Select(w => w.Days).Order()];

    private static double? Median(int[] sorted) =>
        sorted.Length is 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0;

    private static string Key(DateOnly begins) => begins.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>How the records of a week's figures, and of a change of the pathway, are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Week))]
[JsonSerializable(typeof(PathwayChanges.Progress))]
internal sealed partial class WatchJson : JsonSerializerContext;
