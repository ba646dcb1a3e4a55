using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Simulation;

/// <summary>The providers of all activities in the town. They are asked, answer some days later, and have a limited number
/// of places.</summary>
internal sealed class Providers(IReadOnlyList<InventedActivity> activities, Random random)
{
    private readonly Dictionary<string, int> _taken = activities.ToDictionary(a => a.Name, _ => 0);
    private readonly List<(DateOnly On, Someone Who, string Introduction, InventedActivity Activity)> _asked = [];

    public void Ask(Someone someone, string introduction, InventedActivity activity, DateOnly today) =>
        _asked.Add((today.AddDays(1 + someone.Random.Next(activity.AnswerDays)), someone, introduction, activity));

    /// <param name="give">Gives the answer, and says whether it was accepted.</param>
    public async Task Answer(DateOnly today, Func<Someone, Activities.RecordAnswer, Task<bool>> give)
    {
        foreach ((DateOnly _, Someone who, string introduction, InventedActivity activity) in _asked.Where(a => a.On <= today)
            .OrderBy(a => a.On).ThenBy(a => a.Who.Number).ToArray())
        {
            bool free = _taken[activity.Name] < activity.Places;
            ProviderAnswer says = !free
                ? random.Next(2) is 0 ? ProviderAnswer.Full : ProviderAnswer.WaitingList
                : random.Next(25) is 0 ? ProviderAnswer.NotSuitable : ProviderAnswer.Accepted;
            bool taken = await give(who,
                new Activities.RecordAnswer(introduction, says, says is ProviderAnswer.NotSuitable ? "Not for beginners" : null));
            if (taken && says is ProviderAnswer.Accepted)
            {
                _taken[activity.Name]++;
                who.Places.Add(activity.Name);
            }
        }
        _asked.RemoveAll(a => a.On <= today);
    }

    /// <summary>People who still go there without support are regulars, whom this town does not count.</summary>
    public void FreePlacesOf(Someone someone)
    {
        foreach (string place in someone.Places)
            _taken[place]--;
        someone.Places.Clear();
    }
}
