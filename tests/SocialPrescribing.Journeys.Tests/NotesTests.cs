namespace SocialPrescribing.Journeys.Tests;

public class NotesTests
{
    private static Notes.Pin Pin(string id, string text = "Knock loudly.") =>
        new(id) { Found = new Notes.Written(text, Story.At("2026-06-30 09:00"), "kim") };

    [Fact]
    public void A_note_that_is_important_stands_at_the_top_from_the_start()
    {
        Story story = Story.Accepted().With(new Notes.Add("Likes gardening."))
            .With(new Notes.Add("Knock loudly.", Important: true), id: "n1");
        Assert.Equal([new PinnedNote("n1", "Knock loudly.", story.Now, "sam")], story.Journey.PinnedNotes);
        Assert.Equal(2, story.Events.OfType<Notes.Added>().Count());
    }

    [Fact]
    public void A_note_of_before_is_marked_with_who_wrote_it_and_when_and_taken_down_again()
    {
        Story story = Story.Accepted().With(Pin("n1"));
        Assert.Equal([new PinnedNote("n1", "Knock loudly.", Story.At("2026-06-30 09:00"), "kim")], story.Journey.PinnedNotes);
        story.Refuses("already-pinned", Pin("n1")).With(new Notes.Unpin("n1")).Refuses("not-pinned", new Notes.Unpin("n1"));
        Assert.Empty(story.Journey.PinnedNotes);
    }

    [Fact]
    public void What_is_no_note_is_not_marked() => Story.Accepted().Refuses("note-unknown", new Notes.Pin("n1"));

    [Fact]
    public void Where_everything_is_important_nothing_is()
    {
        Story story = Story.Accepted();
        for (int i = 0; i < Notes.MostPinned; i++)
            story.With(Pin($"n{i}"));
        story.Refuses("too-many-pinned", Pin("more")).Refuses("too-many-pinned", new Notes.Add("More.", Important: true))
            .With(new Notes.Add("Not that important.")).With(new Notes.Unpin("n2")).With(Pin("more"));
        Assert.Equal(["n0", "n1", "n3", "n4", "more"], story.Journey.PinnedNotes.Select(n => n.Id));
    }

    [Fact]
    public void Two_who_mark_different_notes_are_not_in_each_others_way()
    {
        Assert.True(Pin("n1").IsOvertakenBy([new Notes.Pinned("n1", "x", default)]));
        Assert.False(Pin("n1").IsOvertakenBy([new Notes.Pinned("n2", "x", default)]));
    }
}
