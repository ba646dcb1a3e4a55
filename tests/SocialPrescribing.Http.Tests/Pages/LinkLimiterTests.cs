using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.People;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>A program with a link can change no more than a person would. A person who meets the limit is told so in a sentence.</summary>
[Collection(InTurn.Name)]
public sealed class LinkLimiterTests
{
    [Fact]
    public async Task Forty_changes_in_a_row_are_too_many_and_stopping_messages_never_is()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive(), other = await host.Receive();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";
        using Visitor program = host.Visit();

        List<HttpResponseMessage> sent = [];
        for (int i = 0; i < 40; i++)
            sent.Add(await program.Post(path, ("wish", $"surveys:{(i % 2 is 0 ? "off" : "on")}:")));

        Assert.All(sent[..LinkLimiter.AtOnceBehindLink], r => Assert.Equal(HttpStatusCode.SeeOther, r.StatusCode));
        Assert.All(sent[(LinkLimiter.AtOnceBehindLink + 1)..], r => Assert.Equal(HttpStatusCode.TooManyRequests, r.StatusCode));
        Assert.True(sent[^1].Headers.RetryAfter!.Delta > TimeSpan.Zero);
        string page = await sent[^1].Content.ReadAsStringAsync();
        Assert.Contains("Please wait a little", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Riverside Social Prescribing", page, StringComparison.Ordinal);
        // Another link to the same journey meets the same limit, and another person's link is not slowed down.
        Assert.Equal(HttpStatusCode.TooManyRequests,
            (await program.Post($"/m/{host.Link(LinkPurpose.Meeting, journey, "m/1")}/confirm")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await program.Post($"/p/{host.Link(LinkPurpose.Preferences, other)}", ("wish", "surveys:off:"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await program.PostFrom(origin: null, $"{path}/stop", ("List-Unsubscribe", "One-Click"))).StatusCode);
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
    }

    [Fact]
    public async Task Many_changes_at_once_all_come_to_a_sentence()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";
        using Visitor program = host.Visit();

        HttpResponseMessage[] sent = await Task.WhenAll(
            Enumerable.Range(0, 12)
                .Select(i => program.Post(path, ("wish", $"{(i % 2 is 0 ? "surveys" : "discretion")}:{(i % 4 < 2 ? "off" : "on")}:")))
            .Concat(Enumerable.Range(0, 6).Select(i => program.Post($"{path}/details", ("mobile", $"07700 90045{i}")))));

        Assert.All(sent,
            r => Assert.Contains(r.StatusCode,
                (HttpStatusCode[])[HttpStatusCode.SeeOther, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable]));
        Assert.Contains(sent, r => r.StatusCode is HttpStatusCode.SeeOther);
        Assert.Single((await host.State(journey)).Tasks, t => t.Kind is TaskKind.CheckDetails);
        Assert.DoesNotContain(host.Logged, line => line.StartsWith("5505", StringComparison.Ordinal));
    }
}
