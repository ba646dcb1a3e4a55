using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// The page announces what will really happen: it promises no letter that cannot go, and says that somebody is asked only if they will be.
/// </summary>
public sealed class DueWordsTests
{
    private static readonly DateTimeOffset Start = new(2027, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly Pathway Pathway = new();

    [Fact]
    public void Who_goes_alone_has_no_email_and_nobody_is_asked_to_tell_them()
    {
        Journey journey = Received(Referral()) with
        { Sessions = [Session(SupportStep.Independent), Session(SupportStep.Accompanied) with { Id = "along" }] };
        Assert.Equal("Rests, because there is no address it may go to: a reminder of the session.",
            Said(journey, new Attendance.WillRemind(new("alone", 1), Pathway.SessionReminders[0])));
        Assert.Equal(
            "Rests, because there is no address it may go to: a reminder of the session. The link worker is asked to tell the person "
                + "instead.", Said(journey, new Attendance.WillRemind(new("along", 1), Pathway.SessionReminders[0])));
    }

    [Fact]
    public void Nobody_is_invited_to_a_survey_who_wants_none()
    {
        Journey journey = Received(Referral(email: "ana@mail.example"));
        Assert.StartsWith("We invite the person to the", Said(journey, new Surveys.WillOpen("baseline")), StringComparison.Ordinal);
        journey = journey with { Preferences = journey.Preferences with { OptOut = OptOut.Surveys } };
        string opted = Said(journey, new Surveys.WillOpen("baseline"))!;
        Assert.StartsWith("Rests, because the person wants no such mail: an invitation to the", opted, StringComparison.Ordinal);
        Assert.DoesNotContain("asked to tell", opted, StringComparison.Ordinal);
        Assert.EndsWith("The link worker is asked to tell the person instead.",
            Said(Received(Referral()), new Surveys.WillOpen("baseline")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReferralSource.Gp, "gp@surgery.example", "The referrer hears that we have not reached the person yet")]
    [InlineData(ReferralSource.Gp, null,
        "The referrer has no email: the link worker is asked to call, as we have not reached the person yet")]
    [InlineData(ReferralSource.Self, null, null)]
    public void A_referrer_hears_that_nobody_was_reached_where_they_can(ReferralSource source, string? email, string? said)
    {
        Journey journey = Received(Referral() with { Source = source, Referrer = source is ReferralSource.Self ? null : By(email) });
        journey =
            Journey.Step(journey, new Intake.Accept(LinkWorker: "sam"), Pathway, new Moment(Start, Actor.Staff("sam"), "accept")).After!;
        Assert.Equal(said, Agenda.Of(journey, Pathway).Where(d => d.What.Thing is "contact")
            .Select(d => DeskWords.Due(d.What, journey, Pathway)).Single());
    }

    private static string? Said(Journey journey, Coming what) => DeskWords.Due(what, journey, Pathway);

    private static Session Session(SupportStep support) =>
        new("alone", "i", 1, Start.AddDays(3), 60, support, new Transport(TransportKind.Own), Start);

    private static Referral Referral(string? email = null) => new()
    {
        Source = ReferralSource.Gp,
        Referrer = By("gp@surgery.example"),
        Person = new Person
        {
            FirstName = "Ana",
            FamilyName = "Vale",
            DateOfBirth = new DateOnly(1950, 3, 9),
            Contacts = email is null ? [] : [new ContactDetail(ContactKind.Email, email, Allowed: true)],
        },
        Needs = ["loneliness"],
        Consent = new Consent(true, "Ana Vale", new DateOnly(2027, 2, 26)),
    };

    private static Referrer By(string? email) =>
        new() { Name = "Dr Lind", Service = "Surgery", Organisation = "Surgery", Email = email, Phone = "+441420555010" };

    private static Journey Received(Referral details)
    {
        HeldReferral held = new(Guid.NewGuid(), "SP-7K3M-9QX2", null, Start, details);
        return Journey.Step(null, new Intake.Receive(Guid.NewGuid(), held), Pathway,
            new Moment(Start, Actor.Referrer(null), "receive")).After!;
    }
}
