using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class FormEncodingTests
{
    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-16\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-8\"", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnprocessableEntity)]
    public async Task A_form_in_another_encoding_is_refused_and_no_error_of_ours(string contentType, HttpStatusCode status)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor visitor = host.Visit();

        HttpResponseMessage sent = await visitor.PostAs(contentType, "/sign-in", "email=nobody%40riverside.example&password=x");

        Assert.Equal(status, sent.StatusCode);
        Assert.DoesNotContain(host.Logged, line => line.StartsWith("5505", StringComparison.Ordinal));
    }

    /// <summary>
    /// Something in front of us may look at the first alone, or at the last, or at the address. Nothing gets past it as another.
    /// </summary>
    [Fact]
    public async Task What_is_sent_twice_is_neither_the_first_nor_the_last_and_a_form_is_not_filled_in_from_the_address()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        int before = await host.JournalLength(journey);
        using Visitor visitor = host.Visit(), worker = await host.SignIn(tom);
        using HttpClient program = host.Client();
        string token = await host.Staff.IssueToken(tom.Id, default);
        (string, string) own = ("email", tom.Email), others = ("email", "nobody@riverside.example"),
            right = ("password", PagesHost.Password), wrong = ("password", "four other words here");

        foreach ((string, string)[] typed in ((string, string)[][])[[own, others, right], [others, own, right], [own, right, wrong],
            [own, wrong, right]])
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.Post("/sign-in", typed)).StatusCode);
        string query = $"email={Uri.EscapeDataString(tom.Email)}&password={Uri.EscapeDataString(PagesHost.Password)}";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.Post($"/sign-in?{query}", ("next", ""))).StatusCode);
        foreach ((string one, string two) in ((string, string)[])[("addNote", "addConcern"), ("addConcern", "addNote")])
            Assert.InRange((int)(await worker.Post($"/journeys/{journey:N}/commands", ("form", one), ("form", two), ("text", "Hello"),
                ("commandId", Guid.NewGuid().ToString("N")))).StatusCode, 400, 499);
        Assert.Equal(before, await host.JournalLength(journey));
        foreach (string most in (string[])["most=1&most=2", "most=2&most=1"])
            Assert.Equal(HttpStatusCode.BadRequest, (await worker.Get($"/api/tasks?{most}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await AskWith(token));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskWith(token, "spt_other"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskWith("spt_other", token));
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Post("/sign-in", own, right)).StatusCode);

        async Task<HttpStatusCode> AskWith(params string[] tokens)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/api/tasks");
            foreach (string one in tokens)
                request.Headers.Add(Access.TokenHeader, one);
            return (await program.SendAsync(request)).StatusCode;
        }
    }
}
