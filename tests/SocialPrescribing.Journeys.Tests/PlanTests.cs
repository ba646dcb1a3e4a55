namespace SocialPrescribing.Journeys.Tests;

/// <summary>What the person wants and what was agreed. Planned() agrees a plan on Friday 3 July 2026 at 12:00.</summary>
public class PlanTests
{
    private static readonly Goal Garden = Story.Gardening.Goals[0];
    private static string Long => new('x', Plan.MaxText + 1);
    private static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static TheoryData<string, Plan.Agree> Wrong { get; } = new()
    {
        { "plan-needs", Story.Gardening with { Needs = [] } },
        { "plan-needs", Story.Gardening with { Needs = ["anxiety", "anxiety"] } },
        { "plan-needs", Story.Gardening with { Needs = [.. Needs.Standard.Take(Plan.MaxNeeds + 1)] } },
        { "need-unknown", Story.Gardening with { Needs = ["anxiety", "golf"] } },
        { "need-unknown", Story.Gardening with { Needs = [null!] } },
        { "what-matters-missing", Story.Gardening with { WhatMatters = " " } },
        { "what-matters-missing", Story.Gardening with { WhatMatters = Long } },
        { "plan-goals", Story.Gardening with { Goals = [] } },
        { "plan-goals", Story.Gardening with { Goals = [.. Enumerable.Repeat(Garden, Plan.MaxGoals + 1)] } },
        { "goal-incomplete", Story.Gardening with { Goals = [Garden, null!] } },
        { "goal-incomplete", Story.Gardening with { Goals = [Garden with { Text = "" }] } },
        { "goal-incomplete", Story.Gardening with { Goals = [Garden with { NextStep = " " }] } },
        { "goal-incomplete", Story.Gardening with { Goals = [Garden with { NextStep = Long }] } },
        { "goal-importance", Story.Gardening with { Goals = [Garden with { Importance = 0 }] } },
        { "goal-importance", Story.Gardening with { Goals = [Garden, Garden with { Importance = 11 }] } },
        { "plan-strengths", Story.Gardening with { Strengths = [""] } },
        { "plan-strengths", Story.Gardening with { Strengths = [null!] } },
        { "plan-strengths", Story.Gardening with { Strengths = [.. Enumerable.Repeat("Sings", Plan.MaxStrengths + 1)] } },
        { "plan-date", Story.Gardening with { On = Day("2026-06-30") } }, // the referral came on 1 July
        { "plan-date", Story.Gardening with { On = Day("2026-07-04") } },
        { "review-date", Story.Gardening with { ReviewOn = [] } },
        { "review-date", Story.Gardening with { ReviewOn = [Day("2026-07-03")] } },
        { "review-date", Story.Gardening with { ReviewOn = [Day("2027-08-08")] } },
        { "review-date", Story.Gardening with { ReviewOn = [.. Enumerable.Range(5, 11).Select(d => new DateOnly(2026, 7, d))] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_plan_that_is_none_is_refused(string code, Plan.Agree plan) => Story.Met().Refuses(code, plan);

    public static TheoryData<Plan.Agree> Right { get; } = new()
    {
        Story.Gardening with
            { Needs = [.. Needs.Standard.Take(Plan.MaxNeeds)], WhatMatters = Long[1..],
                Goals = [.. Enumerable.Repeat(Garden with { Importance = 10 }, Plan.MaxGoals)] },
        Story.Gardening with { Strengths = [.. Enumerable.Repeat("Sings", Plan.MaxStrengths)], On = Day("2026-07-01") },
        Story.Gardening with
            { Goals = [Garden with { Importance = 1 }], On = Day("2026-07-03"), ReviewOn = [Day("2026-07-04"), Day("2027-08-07")] },
        Story.Gardening with { ReviewOn = [.. Enumerable.Range(5, 10).Select(d => new DateOnly(2026, 7, d))] },
    };

    [Theory]
    [MemberData(nameof(Right))]
    public void A_plan_may_be_as_large_as_that(Plan.Agree plan) => Assert.Equal([TaskKind.FindActivity], Story.Met().With(plan).TaskKinds);

    [Fact]
    public void A_plan_is_not_a_place_to_go_to()
    {
        Story story = Story.Met().With(Story.Gardening);
        Assert.Equal(["FindActivity for sam by 2026-07-10 17:00"], story.Tasks);
        Assert.Equal([TaskKind.FindActivity], story.With(Story.Gardening).TaskKinds);
        Assert.Empty(story.With(new Activities.Introduce(Story.Garden, IntroductionKind.Referral, Agreed: true))
            .With(Story.Gardening).Tasks);
    }

    [Fact]
    public void The_last_minutes_of_a_summer_day_are_still_that_day_in_London()
    {
        Story story = Story.Met().Until("2026-07-04 00:30").With(Story.Gardening);
        Assert.Equal(Day("2026-07-04"), story.Journey.Plan!.On);
        Story.Met().Until("2026-07-03 23:30").Refuses("plan-date", Story.Gardening with { On = Day("2026-07-04") });
    }

    [Fact]
    public void A_changed_plan_keeps_the_earlier_one_and_its_milestone()
    {
        Story story = Story.Planned().Until("2026-07-20 10:00")
            .With(Story.Gardening with { WhatMatters = " Sleeping through ", Needs = ["anxiety", "loneliness"] });
        Assert.Equal(["Being useful to somebody again", "Sleeping through"], story.Journey.Plans.Select(p => p.WhatMatters));
        Assert.Equal((Day("2026-07-20"), Day("2026-08-31")), (story.Journey.Plan!.On, story.Journey.NextReviewOn));
        Assert.Equal("2026-07-03 12:00", Story.London(story.Journey.PlanAgreedAt!.Value));
        Assert.Equal(["anxiety", "loneliness"], story.Journey.Needs);
    }

    [Fact]
    public void Days_for_reviews_are_kept_once_and_in_order() => Assert.Equal(
        [Day("2026-07-10"), Day("2026-09-01")],
        Story.Met()
            .With(Story.Gardening with { ReviewOn = [Day("2026-09-01"), Day("2026-07-10"), Day("2026-09-01")] }).Journey.Plan!.ReviewOn);

    [Fact]
    public void A_plan_agreed_at_the_door_counts_as_contact_and_calls_off_an_end()
    {
        Story story = Story.Accepted();
        for (int i = 0; i < 3; i++)
            story.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer)).Days(1);
        story.Until("2026-07-13 10:00").With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer))
                .Until("2026-07-14 18:00");
        Assert.NotNull(story.Journey.ClosingProposal);
        story.With(Story.Gardening);
        Assert.Equal((Stage.Attending, null), (story.Stage, story.Journey.ClosingProposal));
        Assert.Equal([TaskKind.FindActivity], story.TaskKinds);
    }

    [Fact]
    public void What_comes_up_on_the_way_is_a_need_of_the_person_or_of_the_link_worker()
    {
        Story story = Story.Planned().With(new Plan.RaiseNeed("housing", "Damp."), Actor.Person).With(new Plan.RaiseNeed("food"));
        Assert.Equal([("housing", NeedSource.Person), ("food", NeedSource.LinkWorker)],
            story.Journey.RaisedNeeds.Select(n => (n.Need, n.Source)));
        Assert.Equal(["loneliness", "housing", "food"], story.Journey.Needs);
        story.Refuses("need-known", new Plan.RaiseNeed("housing")).Refuses("need-known", new Plan.RaiseNeed("loneliness"))
            .Refuses("need-unknown", new Plan.RaiseNeed("golf"));
        Assert.Contains("allotment", Story.Planned(new Pathway { ExtraNeeds = ["allotment"] })
            .With(new Plan.RaiseNeed("allotment")).Journey.Needs);
    }

    [Theory]
    [InlineData("transport", "transport")]
    [InlineData(" Anxiety ", "anxiety")]
    [InlineData("no transport, and her anxiety", "transport anxiety")]
    [InlineData("Transport: no bus", "transport")]
    [InlineData("(transport)\tanxiety!", "transport anxiety")]
    [InlineData("transported", "")]
    [InlineData("weather", "")]
    [InlineData("2", "")] // a number is no word
    [InlineData(null, "")]
    public void What_kept_somebody_from_a_meeting_becomes_a_need_and_no_fault(string? barrier, string needs)
    {
        Story story = Story.Contacted().Book("2026-07-03 11:00", "m1").Until("2026-07-03 12:00")
            .With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend, barrier));
        Assert.Equal(needs, string.Join(" ", story.Journey.RaisedNeeds.Select(n => n.Need)));
        Assert.All(story.Journey.RaisedNeeds, n => Assert.Equal(NeedSource.Barrier, n.Source));
    }

    [Theory]
    [InlineData(Barrier.Transport, "transport")]
    [InlineData(Barrier.Anxiety, "anxiety")]
    [InlineData(Barrier.Weather, "")]
    public void What_kept_somebody_from_a_session_becomes_a_need_once(Barrier barrier, string need)
    {
        Story story = Story.Going("2026-07-10 14:00").PlanSession("s2", "2026-07-10 17:00").Until("2026-07-10 20:00");
        story.With(new Attendance.RecordSession("s1", false, barrier)).With(new Attendance.RecordSession("s2", false, barrier));
        Assert.Equal(need, string.Join(" ", story.Journey.RaisedNeeds.Select(n => n.Need)));
    }
}
