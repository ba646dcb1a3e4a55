namespace SocialPrescribing.Journeys.Tests;

public class DocumentsTests
{
    private static Documents.Add Letter => Story.Letter;

    [Fact]
    public void A_document_is_named_in_the_journey_and_what_is_in_it_is_not()
    {
        Story story = Story.Accepted().With(Letter, id: "d1");
        Assert.Equal(
            [new Document(
                "d1", Letter.Content, "Letter from the housing office", "housing.pdf", DocumentType.Pdf, 2_000, Letter.Hash, story.Now,
                "sam")],
            story.Journey.Documents);
    }

    [Fact]
    public void A_document_that_is_taken_out_is_gone_and_the_others_stay()
    {
        Story story = Story.Accepted().With(Letter, id: "d1").With(Letter with { Content = Guid.Empty, Title = "Another" }, id: "d2")
            .With(new Documents.Remove("d1", "It is about somebody else."));
        Assert.Equal("d2", Assert.Single(story.Journey.Documents).Id);
        story.Refuses("document-unknown", new Documents.Remove("d1", "Again."));
    }

    [Fact]
    public void Whoever_takes_a_document_out_says_why() =>
        Story.Accepted().With(Letter, id: "d1").Refuses("reason-empty", new Documents.Remove("d1", " "));

    [Theory]
    [InlineData(0)]
    [InlineData(Documents.MostBytes + 1)]
    public void A_document_has_something_in_it_and_at_most_10_MB(int bytes) =>
        Story.Accepted().Refuses("document-too-large", Letter with { Bytes = bytes });

    [Fact]
    public void A_document_may_have_10_MB() => Story.Accepted().With(Letter with { Bytes = Documents.MostBytes });

    [Fact]
    public void A_document_has_a_title_of_one_line()
    {
        Story.Accepted().Refuses("document-title-missing", Letter with { Title = " " });
        Story.Accepted().Refuses("text-too-long", Letter with { Title = new string('a', ReferralRules.MaxName + 1) });
    }

    [Fact]
    public void A_journey_has_at_most_100_documents()
    {
        Story story = Story.Accepted();
        for (int i = 0; i < Documents.Most; i++)
            story.With(Letter with { Content = new Guid(i, 0, 0, new byte[8]) }, id: $"d{i}");
        story.Refuses("too-many-documents", Letter).With(new Documents.Remove("d5", "Not needed.")).With(Letter);
    }

    [Fact]
    public void Nothing_is_sent_and_nobody_has_a_task_because_of_a_document()
    {
        Story story = Story.Accepted();
        int tasks = story.Journey.Tasks.Count;
        story.With(Letter, id: "d1").With(new Documents.Remove("d1", "Not needed."));
        Assert.Equal(tasks, story.Journey.Tasks.Count);
    }

    [Fact]
    public void A_document_that_somebody_adds_gets_in_nobodys_way()
    {
        Assert.False(Letter.IsOvertakenBy([new Documents.Removed("d1", "x"), new Notes.Added("y")]));
        Assert.True(new Documents.Remove("d1", "x").IsOvertakenBy([new Documents.Removed("d1", "y")]));
        Assert.False(new Documents.Remove("d1", "x").IsOvertakenBy([new Documents.Removed("d2", "y")]));
    }

    [Fact]
    public void What_is_joined_to_another_journey_keeps_its_documents()
    {
        Story story = Story.Accepted().With(Letter, id: "d1");
        story.With(new Joining.Join(Story.Other, ContactsOf.Other)
        {
            Target = new(HasEnded: false, IsAccepted: true, IsBusy: false, IsFull: false),
        });
        story.With(new Joining.Finish(Story.Other), Actor.System);
        Assert.Single(story.Journey.Documents);
        story.Refuses("journey-joined", Letter);
    }
}
