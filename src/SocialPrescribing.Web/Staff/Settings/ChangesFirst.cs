using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>What a change would do, and for whom. It is shown before the change is saved.</summary>
/// <param name="Moved">For how many people something else would come next, or at another time.</param>
/// <param name="IsMore">Whether there are more people than were counted.</param>
public sealed record ChangesFirst(IReadOnlyList<SettingChange> Changes, int Moved, bool IsMore)
{
    /// <summary>The limit for each stage.</summary>
    private const int MostCounted = 200;
    private static readonly Stage[] _stages = [Stage.Triage, Stage.Contacting, Stage.Meeting, Stage.Planning, Stage.Attending];

    public static async Task<ChangesFirst> Of(
        IReadOnlyList<SettingChange> changes, Pathway before, Pathway after, IJourneyStore store, CancellationToken cancellation)
    {
        int moved = 0;
        bool isMore = false;
        // A change that is not in the fingerprint moves no due time.
        if (PathwayFile.Fingerprint(before) != PathwayFile.Fingerprint(after))
            foreach (Stage stage in _stages)
            {
                Page<StoredJourney> page = await store.Journeys(new JourneyQuery(stage, Most: MostCounted), cancellation);
                isMore |= page.Continue is not null;
                moved += page.Items.Count(j => Agenda.Next(j.State, before) != Agenda.Next(j.State, after));
            }
        return new(changes, moved, isMore);
    }

    public string Sentence => Moved switch
    {
        0 => IsMore ? "Of those looked at, nobody's next step moves." : "Nobody's next step moves.",
        1 => IsMore ? "The next step of at least one person moves." : "The next step of one person moves.",
        _ => $"The next step of {(IsMore ? "at least " : "")}{Moved} people moves.",
    };
}
