using System.Net;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Two journeys side by side, and what triage can decide about them.</summary>
public sealed class AlikePagesTests : IAsyncLifetime
{
    private PagesHost _host = null!;
    private Visitor _visitor = null!;
    private int _sent;

    public async Task InitializeAsync()
    {
        _host = await PagesHost.Run();
        _visitor = await _host.SignIn(await _host.Employ(StaffRole.Lead));
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _host.DisposeAsync();
    }

    private async Task<Guid> Refer(Func<Person, Person>? but = null, string reason = "Alone.")
    {
        await _host.Pass(TimeSpan.FromSeconds(1));
        Referral referral = Example.Referral with { Person = (but ?? (p => p))(Example.Referral.Person), Reason = reason };
        IntakeResult.Received received = Assert.IsType<IntakeResult.Received>(await _host.Get<ReferralIntake>()
            .Receive(referral, null, Encoding.UTF8.GetBytes($"{++_sent}"), null, default));
        Record<Guid> record = (await ReferralIntake.LookUps.In(_host.Get<IRegister>()).Get(received.Receipt.Id.ToString("N"), default))!;
        return record.Value;
    }

    private async Task<string> Html(Guid journey) => WebUtility.HtmlDecode(await _visitor.Html($"/journeys/{journey:N}"));

    private async Task Send(Guid journey, string form, string about, params (string, string)[] fields)
    {
        HttpResponseMessage sent = await _visitor.Post($"/journeys/{journey:N}/commands",
            [("form", form), ("about", about), ("commandId", Guid.NewGuid().ToString("N")), .. fields]);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        await _host.Pass(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Triage_sees_both_side_by_side_with_what_is_different_and_three_answers()
    {
        Guid first = await Refer(reason: "Alone since spring."),
            second = await Refer(p => p with { DateOfBirth = new(1988, 5, 6) }, "Afraid of her son.");
        string html = await Html(second);
        string alikes = html[html.IndexOf("id=\"alikes\"", StringComparison.Ordinal)..];
        Assert.All(
            (string[])["Alone since spring.", "Afraid of her son.", "In common: the NHS number", "This is somebody else", "Not sure yet",
                "This is the same person: join this record to the other one", $"/journeys/{first:N}"],
            text => Assert.Contains(text, alikes, StringComparison.Ordinal));
        Assert.Matches("Born *<strong[^>]*>Different", alikes.Replace("\n", " ", StringComparison.Ordinal));
        Assert.DoesNotMatch("NHS number *<strong[^>]*>Different", alikes.Replace("\n", " ", StringComparison.Ordinal));
        Assert.Contains("May be the same as somebody else", await _visitor.Html("/team"), StringComparison.Ordinal);
        Assert.Contains("Is this the same person as somebody else here?", await _visitor.Html("/board?view=triage"),
            StringComparison.Ordinal);
        // Comparing two people counts as looking at both.
        Assert.NotEmpty((await _host.Get<AccessLog>().Of(first, 10, null, default)).Items);
    }

    [Fact]
    public async Task Somebody_else_is_said_once_and_both_know()
    {
        Guid first = await Refer(), second = await Refer(p => p with { DateOfBirth = new(1988, 5, 6) });
        await Send(second, "answerAlike", $"{first:N}-else", ("says", "SomebodyElse"), ("note", "Another birth date."));
        Assert.DoesNotContain("id=\"alikes\"", await Html(second), StringComparison.Ordinal);
        Assert.All(new[] { await _host.State(first), await _host.State(second) },
            j => Assert.Equal(AlikeAnswer.SomebodyElse, Assert.Single(j.Alikes).Answer));
    }

    [Fact]
    public async Task The_same_person_is_joined_and_a_mistake_is_taken_apart()
    {
        Guid first = await Refer(reason: "Alone since spring."), second = await Refer(reason: "Afraid of her son.");
        string link = _host.Link(LinkPurpose.Preferences, second);
        await Send(second, "join", $"{first:N}", ("contacts", "This"));
        Assert.Contains("was joined to", await Html(second), StringComparison.Ordinal);
        foreach (JourneyTab tab in JourneyTab.All)
        {
            string moved = await _visitor.Html(tab.PathIn(second));
            Assert.Contains($"href=\"/journeys/{first:N}\"", moved, StringComparison.Ordinal);
            Assert.DoesNotContain("/commands\"", moved, StringComparison.Ordinal);
        }
        string html = await Html(first);
        Assert.Contains("is somebody else's", WebUtility.HtmlDecode(await _visitor.Html($"/journeys/{first:N}/details")),
            StringComparison.Ordinal);
        Assert.All((string[])["Alone since spring.", "Afraid of her son."],
            text => Assert.Contains(text, html, StringComparison.Ordinal));

        // The link from one journey also stops messages in the other, and opens nothing else there.
        using Visitor person = _host.Visit();
        HttpResponseMessage opened = await person.Get($"/p/{link}/data");
        Assert.Equal(HttpStatusCode.Gone, opened.StatusCode);
        Assert.DoesNotContain("Alone since spring.", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await person.Post($"/p/{link}/stop");
        Assert.Equal(OptOut.Everything, (await _host.State(first)).Preferences.OptOut);

        await Send(first, "takeApart", (await _host.State(second)).Referrals[0].Id.ToString("N"));
        Assert.All(new[] { first, second }, id => Assert.Single(_host.State(id).GetAwaiter().GetResult().Referrals));
        Assert.False((await _host.State(second)).HasEnded);
        Assert.Contains("What was done here while somebody else's referral was in this record", await Html(first),
            StringComparison.Ordinal);
        Assert.Contains("this was part of", await Html(second), StringComparison.Ordinal);
    }
}
