using System.Text;
using System.Text.Json;
namespace SocialPrescribing.Journeys.Tests;
public class ZGolden
{
    [Fact]
    public void Write()
    {
        Story s = new Story().With(Story.Receive() with { Alikes = [Story.Alike()] }, Actor.Referrer("org"));
        s.With(new Resemblance.Compare(Story.Other, AlikeAnswer.NotSureYet, "Ask her GP.")).Until("2026-07-01 10:05");
        s.With(new Joining.Join(Story.Other, ContactsOf.Other, "Both are hers.") { Target = new(false, false, false, false) }).Until("2026-07-01 10:30");
        s.With(new Joining.CallOff("support-ended"), Actor.System);
        Journey other = Intake.Apply(new Intake.Received(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 09:00", Story.WithConcern)), Story.At("2026-07-01 09:00"));
        other = other with { Concerns = [new Concern("x9", ConcernSource.Staff, [], "Bruises.", Story.At("2026-07-01 09:30"), Story.At("2026-07-01 09:30"))], RaisedNeeds = [] };
        s.With(new Joining.Take(other, ContactsOf.This, "Both are hers."), Story.Sam).Until("2026-07-01 11:00");
        s.With(new Parting.TakeApart(Story.SecondReferral, "Another birth date.")).Until("2026-07-01 11:20").With(new Parting.StayTogether("not-joined"), Actor.System);
        s.With(new Parting.TakeApart(Story.SecondReferral, "Another birth date."), id: "again").With(new Parting.LetGo(Story.Other), Story.Sam);
        s.With(new Joining.Join(Story.Other, ContactsOf.This) { Target = new(false, false, false, false) }, id: "join2").With(new Joining.Finish(Story.Other), Story.Sam).Until("2026-07-02 10:00").With(new Parting.ComeBack(Story.Other), Story.Sam);
        Save("joined", s);
        Story b = new("2026-07-10 10:00");
        b.With(new Parting.BeginApart(Story.Id, Story.Held(Story.SecondReferral, "2026-07-01 10:00", Story.WithConcern), Story.Other), Story.Sam);
        Save("apart", b);
    }
    private static void Save(string name, Story s)
    {
        StringBuilder lines = new();
        foreach (JournalEntry e in s.Journal)
        {
            string did = JsonSerializer.Serialize<IReadOnlyList<JourneyEvent>>([e.Event], JourneyJson.Default.IReadOnlyListJourneyEvent)[1..^1];
            string id = e.By.Id is null ? "" : $",\"id\":\"{e.By.Id}\"";
            lines.Append($"{{\"at\":\"{e.At:yyyy-MM-dd'T'HH:mm:sszzz}\",\"by\":\"{e.By.Kind.ToString().ToLowerInvariant()}\"{id},\"did\":{did}}}\n");
        }
        string dir = "/work/wt/people/tests/SocialPrescribing.Journeys.Tests/golden";
        File.WriteAllText($"{dir}/journal-3-{name}.jsonl", lines.ToString());
        File.WriteAllText($"{dir}/journey-3-{name}.json", Story.Json(s.State) + "\n");
    }
}
