using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Web;

/// <summary>
/// Introductions to activities of the directory. The entry is copied as it is now, so that later changes of the directory do not
/// change the person's story.
/// </summary>
public sealed class Introducing(ActivityDirectory directory)
{
    /// <summary>Fills in what the command leaves out from the directory's entry that it names.</summary>
    public async Task<JourneyCommand> Complete(JourneyCommand command, CancellationToken cancellation) =>
        command is Activities.Introduce { Activity: { Id: { } id } sent } introduce
            && await directory.Get(id, cancellation) is { Activity.Details: var entry }
            ? introduce with
            {
                Activity = sent with
                {
                    Name = sent.Name ?? entry.Name,
                    Provider = sent.Provider ?? entry.Provider.Name,
                    Email = sent.Email ?? entry.Provider.Email,
                    Phone = sent.Phone ?? entry.Provider.Phone,
                    Where = sent.Where ?? StandsStill.Where(entry.Place),
                },
            }
            : command;

    /// <summary>Why nobody may be introduced to the entry that the command names; null if somebody may.</summary>
    public async Task<(string Code, string Sentence)?> WhyNot(JourneyCommand command, CancellationToken cancellation) =>
        command is Activities.Introduce { Activity.Id: { } id }
            && await directory.Get(id, cancellation) is { Activity.Details.Status: not ListingStatus.Active and var status }
            ? ("activity-not-open",
                $"The directory says that this activity "
                    + $"{(status is ListingStatus.TemporarilyClosed ? "is closed for now" : "does not take place any more")}. Choose "
                    + $"another one.")
            : null;

    /// <summary>The activities that can be chosen now: name, provider and time.</summary>
    public async Task<IReadOnlyList<(string Value, string Label)>> Choices(CancellationToken cancellation) =>
        [.. (await directory.AllCached(cancellation)).Where(a => a.Activity.Details.Status is ListingStatus.Active)
            .Select(a => ($"{a.Activity.Id}", Label(a))).OrderBy(c => c.Item2, Alphabetical.Order)];

    /// <summary>The directory's entries of the activities that somebody goes to, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, ListingDetails>> EntriesOf(Journey journey, CancellationToken cancellation)
    {
        HashSet<Guid> theirs = [.. journey.Introductions.Where(i => i.CanAttend).Select(i => i.Activity.Id).OfType<Guid>()];
        return theirs.Count is 0 ? new Dictionary<Guid, ListingDetails>()
            : (await directory.AllCached(cancellation)).Where(a => theirs.Contains(a.Activity.Id))
                .ToDictionary(a => a.Activity.Id, a => a.Activity.Details);
    }

    /// <summary>Planned sessions of which the directory says something else by now, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ChangedFor(Journey journey, Pathway pathway, CancellationToken cancellation)
    {
        if (!journey.Sessions.Any(s => s.IsPlanned))
            return new Dictionary<string, string>();
        IReadOnlyList<StoredActivity> all = await directory.AllCached(cancellation);
        return StandsStill.Changed(journey, id => all.FirstOrDefault(a => a.Activity.Id == id)?.Activity, pathway.SchoolHolidays)
            .ToDictionary(c => c.Session.Id, c => c.Why);
    }

    private static string Label(StoredActivity listed)
    {
        ListingDetails entry = listed.Activity.Details;
        string when = string.Join(", ", entry.Schedules.Select(s =>
            $"{(s.MonthDay is { } day ? DirectoryTerms.OfMonth(day) : $"{s.Weekday}s")} {s.StartsAt:HH\\:mm}"));
        return $"{entry.Name}, {entry.Provider.Name}{(when is "" ? "" : $" ({when})")}"
            + $"{(listed.Unconfirmed ? " – not confirmed lately" : "")}";
    }
}
