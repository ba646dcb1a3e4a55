using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Something that others must do at present.</summary>
/// <param name="For">Who or what it waits for.</param>
/// <param name="Act">What happens by itself if nothing comes, and when; null if nothing does, as during a pause.</param>
public sealed record Waiting(Journey Journey, string For, DateTimeOffset Since, (DateTimeOffset At, string What)? Act)
{
    /// <summary>What a journey waits for.</summary>
    public static IEnumerable<Waiting> Of(Journey journey, Pathway pathway, DateTimeOffset now)
    {
        (string For, DateTimeOffset Since, string Thing)[] waits =
        [
            .. journey.Introductions.Where(i => i is { As: IntroductionKind.Referral, EndedAt: null, Answer: ProviderAnswer.None })
                .Select(i => ($"An answer from {i.Activity.Provider} ({i.Activity.Name})", i.At, $"introduction/{i.Id}")),
            .. journey.Introductions.Where(i => i is { EndedAt: null, Answer: ProviderAnswer.WaitingList, AnsweredAt: not null })
                .Select(
                    i => ($"A place at {i.Activity.Name} ({i.Activity.Provider}): waiting list", i.AnsweredAt!.Value,
                        $"introduction/{i.Id}")),
            .. journey.Meetings.Where(m => m.IsBooked && m.ConfirmedAt is null && m.At > now && !Meetings.IsAskedToMove(journey, m))
                .Select(m => ($"The person to confirm the meeting on {Words.When(m.At)}", m.SetAt, $"meeting/{m.VersionId}")),
            .. journey.Surveys.Where(s => s.IsOpenAt(now))
                .Select(s => ($"The person to answer the {Words.Survey(s.Id)}", s.OpenedAt, $"survey/{s.Id}")),
            .. journey is { LastLetterAt: { } letter, ContactedAt: null }
                ? [("The person to answer our last letter", letter, "contact")]
                : Array.Empty<(string, DateTimeOffset, string)>(),
        ];
        // The agenda is worked out only for journeys that wait.
        List<Due> ahead = waits.Length is 0 ? [] : [.. Agenda.Of(journey, pathway).OrderBy(d => d.At)];
        return waits.Select(w => new Waiting(journey, w.For, w.Since, ahead.Where(d => d.What.Thing == w.Thing)
            .Select(d => DeskWords.Due(d.What, journey, pathway) is { } what ? (d.At, what) : ((DateTimeOffset, string)?)null)
            .FirstOrDefault(a => a is not null)));
    }
}
