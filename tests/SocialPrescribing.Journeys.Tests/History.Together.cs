namespace SocialPrescribing.Journeys.Tests;

/// <content>Steps that are done together, because they seldom follow each other by chance.</content>
internal sealed partial class History
{
    private static void ChooseTogether(Story story, int b)
    {
        story.Do(new Suiting.RecordWishes(new Wishes { Parts = [(PartOfDay)(b % 3)], MostPounds = b, Likes = ["Sewing "] }));
        story.Do(new Choosing.OfferActivities([new(Story.Garden)], (OfferWay)(b % 2)));
        story.Do(new Choosing.AnswerOffer(story.Journey.Lists is [.., var list] ? list.Id : "none", 1, (OfferSays)(b % 3),
            b % 5 is 0 ? "I do not want to live any more" : null), b % 7 is 0 ? Story.Sam : Actor.Person);
        story.Do(new Choosing.DismissActivity(new Guid(b, 0, 0, new byte[8]), "Dance", (DismissReason)(b % 6)) { NothingLeft = b > 30 });
        if (b % 2 is 0)
            story.Do(new Choosing.PutBackActivity(new Guid(b, 0, 0, new byte[8])));
        // A letter to a volunteer is returned.
        if (story.Journey.Sessions.FirstOrDefault(s => s.IsPlanned && s.At > story.Now) is not { } session)
            return;
        story.Do(new Attendance.ChooseVolunteer(session.Id, "vera"));
        story.Do(new Messages.ReportUndelivered($"volunteer/{session.VersionId}", MessageKind.VolunteerGoes, $"{session.VersionId}/vera/0",
            Messages.Reasons.Refused), Actor.System);
    }

    /// <summary>A volunteer is chosen, or says that they cannot.</summary>
    private static JourneyCommand Along(Journey journey, string session, int a, int b) => a is not 2
        ? new Attendance.ChooseVolunteer(session, b % 2 is 0 ? "vera" : "walt", "Knock.", b % 3 is 0)
        : journey.Sessions.FirstOrDefault(s => s is { IsPlanned: true, Volunteer: not null }) is { } along
            ? new Attendance.SayCannotGo(along.Id, along.Volunteer!, b % 5 is 0 ? "I want to kill myself" : null)
        : new Attendance.SayCannotGo(session, "vera");

    /// <summary>Records that are kept and removed again, and on which nothing else depends.</summary>
    private static void WriteDown(Story story, int b)
    {
        story.Do(Story.Letter with { Content = new Guid(b, 0, 0, new byte[8]) });
        story.Do(new Notes.Add("Knock loudly.", Important: true));
        story.Do(new Contact.RecordConversation((ContactMethod)(b % 7), "Her GP", Minutes: b));
        story.Do(new Goals.Score([new(1 + b % 2, b % 12, b % 4 is 0 ? (GoalMark)(b % 3) : null)]));
        if (b % 2 is 0)
            story.Do(new Notes.Unpin(story.Journey.PinnedNotes.Count is 0 ? "none" : story.Journey.PinnedNotes[0].Id));
        if (b % 2 is 0)
            story.Do(new Documents.Remove(story.Journey.Documents.Count is 0 ? "none" : story.Journey.Documents[0].Id, "Not needed."));
    }
}
