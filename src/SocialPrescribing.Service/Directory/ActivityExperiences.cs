using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <summary>What our own introductions say of one activity. No names, and no journeys.</summary>
/// <param name="Answers">Providers' own answers to referrals; where nobody answered, there is none.</param>
/// <param name="DaysToAnswer">Their median; null without any.</param>
/// <param name="Went">People who were there at least once.</param>
/// <param name="Alone">Those of them who went alone often enough to count as independent.</param>
public sealed record ActivityExperience(int Answers, int SaidYes, double? DaysToAnswer, int Went, int Alone)
{
    /// <summary>From so many on a figure is shown. Fewer tell little about the activity, and might tell who the people are.</summary>
    public const int Least = 5;
    private const int MostHidden = 7, Rounded = 5;

    /// <summary>
    /// A count of people as reports give it (NHS Digital's rule for small numbers): none stays none, up to seven is not told, more is
    /// rounded to the nearest five.
    /// </summary>
    /// <returns>Null for what is not told.</returns>
    public static int? Told(int people) => people is 0 ? 0
        : people <= MostHidden ? null : (int)Math.Round(people / (double)Rounded, MidpointRounding.AwayFromZero) * Rounded;

    /// <summary>Tenths of the answers that were a yes; null where there are too few.</summary>
    public int? YesOfTen => Answers < Least ? null : (int)Math.Round(SaidYes * 10.0 / Answers, MidpointRounding.AwayFromZero);
}

/// <summary>The figures of each activity, as they were last counted: once a week, and never while somebody looks at a page.</summary>
public sealed class ActivityExperiences(IRegister register)
{
    private readonly Records<ActivityExperience> _kept =
        RecordKinds.ActivityExperience.Of(DirectoryJson.Default.ActivityExperience).In(register);

    /// <summary>Null before anything was counted.</summary>
    public async Task<ActivityExperience?> Of(Guid activity, CancellationToken cancellation) =>
        (await _kept.Get(Key(activity), cancellation))?.Value;

    /// <summary>Keeps what was counted.</summary>
    public async Task Keep(ExperienceCount count, CancellationToken cancellation)
    {
        foreach ((Guid activity, ActivityExperience experience) in count.Figures)
            await _kept.Change(Key(activity), _ => experience, cancellation);
    }

    private static string Key(Guid activity) => activity.ToString("N");
}

/// <summary>Counts journeys one after the other.</summary>
public sealed class ExperienceCount
{
    private readonly Dictionary<Guid, List<(Introduction Introduction, bool Went)>> _of = [];

    public void Add(Journey journey)
    {
        foreach (Introduction introduction in journey.Introductions)
            if (introduction.Activity.Id is { } activity)
            {
                if (!_of.TryGetValue(activity, out List<(Introduction, bool)>? all))
                    _of.Add(activity, all = []);
                all.Add((introduction, journey.Sessions.Any(s => s.Introduction == introduction.Id && s.Came is true)));
            }
    }

    /// <summary>Of every activity of the directory to which somebody was introduced.</summary>
    public IEnumerable<(Guid Activity, ActivityExperience Experience)> Figures => _of.Select(a =>
    {
        Introduction[] answered = [.. a.Value.Select(i => i.Introduction)
            .Where(i => i is { As: IntroductionKind.Referral, Answer: not (ProviderAnswer.None or ProviderAnswer.NoAnswer) })];
        double[] days = [.. answered.Where(i => i.AnsweredAt is not null).Select(i => (i.AnsweredAt!.Value - i.At).TotalDays).Order()];
        return (a.Key, new ActivityExperience(answered.Length, answered.Count(i => i.Answer is ProviderAnswer.Accepted),
            days is [] ? null : (days[(days.Length - 1) / 2] + days[days.Length / 2]) / 2, a.Value.Count(i => i.Went),
            a.Value.Count(i => i.Went && i.Introduction.IndependentAt is not null)));
    });
}
