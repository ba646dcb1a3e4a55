namespace SocialPrescribing.Journeys.Tests;

/// <summary>A named member of staff can correct who somebody is and gives a reason. What was sent stays as it was.</summary>
public class CorrectionsTests
{
    [Fact]
    public void What_nobody_knew_is_asked_at_a_meeting_and_rather_not_say_is_an_answer()
    {
        Story story = Story.Contacted().Book("2026-07-02 11:00", "m1").Book("2026-07-03 11:00", "m2").Until("2026-07-03 13:00")
            .With(new Corrections.Correct("Nobody asked.", Sex: "", Ethnicity: "", Disability: ""))
            .Refuses("answer-unknown", new Meetings.RecordOutcome("m1", MeetingOutcome.Held, Sex: "yes please"))
            .With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held, Sex: "female", Ethnicity: "ratherNotSay", CarerRatherNotSay: true));
        Person told = story.Journey.Person;
        Assert.Equal(("female", "ratherNotSay", null, true), (told.Sex, told.Ethnicity, told.Carer, told.CarerRatherNotSay));

        story.With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held, Carer: true, Disability: "notLimited"));
        Assert.Equal(("female", true, false, "notLimited"), (story.Journey.Person.Sex, story.Journey.Person.Carer,
            story.Journey.Person.CarerRatherNotSay, story.Journey.Person.Disability));
        story.With(new Corrections.Correct("She told me.", CarerRatherNotSay: true));
        Assert.Equal((null, true), (story.Journey.Person.Carer, story.Journey.Person.CarerRatherNotSay));
        story.With(new Corrections.Correct("She told me.", Carer: false));
        Assert.Equal((false, false), (story.Journey.Person.Carer, story.Journey.Person.CarerRatherNotSay));
        Assert.Empty(story.With(new Corrections.Correct("Again.", Carer: false)).Last);
    }

    [Fact]
    public void Nothing_is_asked_where_nobody_met()
    {
        Story story = Story.Contacted().Book("2026-07-02 11:00", "m1").Until("2026-07-03 13:00");
        string? before = story.Journey.Person.Sex;
        story.With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend, Sex: before is "female" ? "male" : "female"));
        Assert.Equal(before, story.Journey.Person.Sex);
    }

    [Fact]
    public void Everything_shows_what_is_right_and_the_referral_what_was_sent()
    {
        Story story = Story.Accepted().With(new Corrections.Correct(
            "Saw her passport.", "Margarete", "O’Neil", new DateOnly(1949, 3, 28), "943 476 5919", new GpPractice("a81001", "Hill Surgery"),
            "female", "Irish", "cy", Carer: true, Disability: "limitedALittle"));
        Journey journey = story.Journey;
        Assert.Equal(("Margarete", "O’Neil", new DateOnly(1949, 3, 28), "9434765919", "female", "Irish"),
            (journey.Person.FirstName, journey.Person.FamilyName, journey.Person.DateOfBirth, journey.Person.NhsNumber, journey.Person.Sex,
                journey.Person.Ethnicity));
        Assert.Equal(((bool?)true, "limitedALittle"), (journey.Person.Carer, journey.Person.Disability));
        Assert.Equal((new GpPractice("A81001", "Hill Surgery"), "cy"), (journey.GpPractice, journey.Preferences.Language));
        Assert.Equal(("Margaret", "O’Neill", null, "J82201"),
            (journey.Details.Person.FirstName, journey.Details.Person.FamilyName, journey.Details.Person.NhsNumber,
                journey.Details.GpPractice!.OdsCode));
    }

    [Fact]
    public void The_journal_says_who_changed_what_from_what_to_what_and_why()
    {
        Story story = Story.Accepted().With(new Corrections.Correct("Saw her passport.", FamilyName: "O’Neil"));
        Corrections.Corrected corrected = Assert.IsType<Corrections.Corrected>(Assert.Single(story.Last));
        Assert.Equal(("Saw her passport.", "O’Neill", "O’Neil", null),
            (corrected.Reason, corrected.Before.FamilyName, corrected.After.FamilyName, corrected.After.FirstName));
        Assert.Empty(story.With(new Corrections.Correct("Again.", FamilyName: "O’Neil")).Last);
    }

    [Fact]
    public void A_number_that_is_somebody_elses_is_taken_out()
    {
        Story story = Story.Accepted(but: r => r with { Person = r.Person with { NhsNumber = "9434765919" } })
            .With(new Corrections.Correct("It is his brother's.", NhsNumber: ""));
        Assert.Null(story.Journey.Person.NhsNumber);
    }

    [Fact]
    public void What_somebody_said_of_themselves_can_be_put_right_and_taken_back()
    {
        Story story = Story.Accepted()
            .With(new Corrections.Correct("She told me.", Ethnicity: "asianIndian", Carer: true, Disability: "notLimited"))
            .With(new Corrections.Correct("She told me.", Ethnicity: "ratherNotSay", Carer: false, Disability: ""));
        Assert.Equal(("ratherNotSay", false, null),
            (story.Journey.Person.Ethnicity, story.Journey.Person.Carer, story.Journey.Person.Disability));
        Corrections.Corrected corrected = Assert.IsType<Corrections.Corrected>(Assert.Single(story.Last));
        Assert.Equal(((bool?)true, (bool?)false, "notLimited", ""),
            (corrected.Before.Carer, corrected.After.Carer, corrected.Before.Disability, corrected.After.Disability));
        Assert.Null(corrected.Before.FirstName);
    }

    [Theory]
    [InlineData("nhs-number-invalid", null, "9434765918", null, null)]
    [InlineData("name-invalid", " ", null, null, null)]
    [InlineData("in-the-future", null, null, "2030-01-01", null)]
    [InlineData("ods-code-invalid", null, null, null, "surgery!")]
    public void What_a_referral_could_not_say_cannot_be_corrected_to(
        string code, string? name, string? number, string? born, string? practice) => Story.Accepted().Refuses(code,
        new Corrections.Correct("Why not.", name,
            DateOfBirth: born is null ? null : DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture), NhsNumber: number,
            GpPractice: practice is null ? null : new GpPractice(practice)));

    [Fact]
    public void It_takes_a_named_human_and_a_reason_and_a_true_age_is_always_taken() => Story.Accepted()
        .Refuses("needs-a-human", new Corrections.Correct("Why not.", "Ann"), Actor.Person)
        .Refuses("reason-missing", new Corrections.Correct(" ", "Ann"))
        .With(new Corrections.Correct("Saw his school card.", DateOfBirth: new DateOnly(2012, 1, 1)));
}
