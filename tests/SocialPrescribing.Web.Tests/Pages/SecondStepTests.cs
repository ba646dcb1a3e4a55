using System.Net;
using System.Text.RegularExpressions;
using OtpNet;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Signing in with a password and a code: setting it up, using it, losing it, and what the password alone gives
/// access to.</summary>
public sealed partial class SecondStepTests
{
    private const string OwnPage = "/account/second-step", CodePage = "/sign-in/code";

    [Fact]
    public async Task With_a_second_step_the_password_alone_opens_nothing()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, _) = await SetUp(host, tom);
        using Visitor visitor = host.Visit();

        HttpResponseMessage half = await Password(visitor, tom, "/caseload");
        HttpResponseMessage board = await visitor.Get("/board"), api = await visitor.Get("/api/tasks");
        HttpResponseMessage wrong = await visitor.Send(CodePage, CodePage, "code", ("code", "000000"));
        host.Machine.Move(TimeSpan.FromMinutes(1));
        HttpResponseMessage right = await visitor.Send(half.Headers.Location!.OriginalString, CodePage, "code",
            ("code", Spaced(host.CodeIn(app))));

        Assert.Equal($"{CodePage}?next=%2Fcaseload", half.Headers.Location!.OriginalString);
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized), (board.StatusCode, api.StatusCode));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("This code is not right.", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/caseload", right.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get("/board")).StatusCode);
    }

    [Fact]
    public async Task A_code_and_a_recovery_code_work_once_each()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, IReadOnlyList<string> codes) = await SetUp(host, tom);
        string first = host.CodeIn(app);
        Assert.Equal(10, codes.Distinct().Count());

        // The code that set up the app cannot be used again either.
        Assert.False(await ComesIn(host, tom, first));
        host.Machine.Move(TimeSpan.FromSeconds(30));
        string next = host.CodeIn(app);
        Assert.True(await ComesIn(host, tom, next));
        Assert.False(await ComesIn(host, tom, next));
        // Of two codes in one window, the earlier is refused after the later.
        host.Machine.Move(TimeSpan.FromSeconds(30));
        Assert.True(await ComesIn(host, tom, host.CodeIn(app, 30)));
        Assert.False(await ComesIn(host, tom, host.CodeIn(app)));

        Assert.True(await ComesIn(host, tom, codes[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.False(await ComesIn(host, tom, codes[3]));
        Assert.True(await ComesIn(host, tom, codes[4]));
        Assert.Equal(8, (await host.Staff.Find(tom.Id, default))!.SecondStep!.RecoveryCodes.Count);
    }

    [Fact]
    public async Task Five_wrong_codes_end_guessing_for_a_quarter_of_an_hour_and_leads_see_them()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, _) = await SetUp(host, tom);
        host.Machine.Move(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 5; i++)
            Assert.False(await ComesIn(host, tom, "000000"));

        Assert.False(await ComesIn(host, tom, host.CodeIn(app)));
        Assert.False(await ComesIn(host, tom, "AAAAA-AAAAA"));
        Assert.Equal(5, Assert.Single(await host.Staff.FailedThisWeek(default), f => f.Staff == tom.Id).Failed);
        Assert.Contains(host.Logged, line => line.Contains($"A sign-in failed: WrongCode, staff {tom.Id}", StringComparison.Ordinal));
        Assert.Contains(host.Logged, line => line.Contains("locked out for a while", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logged, line => line.Contains("000000", StringComparison.Ordinal));
        host.Machine.Move(TimeSpan.FromMinutes(16));
        Assert.True(await ComesIn(host, tom, host.CodeIn(app)));
    }

    [Fact]
    public async Task Guesses_of_codes_at_once_are_all_counted()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await SetUp(host, tom);
        string step = (await host.Staff.SignIn(tom.Email, PagesHost.Password, "here", default)).Step!;

        SignInResult[] results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => host.Staff.ShowCode(step, $"{i:D6}", default)));

        Assert.Equal(5, results.Count(r => r.End is SignInEnd.WrongCode));
        Assert.Equal(35, results.Count(r => r.End is SignInEnd.CodesLocked));
    }

    [Fact]
    public async Task Between_password_and_code_are_ten_minutes_and_nothing_that_ends_sessions()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, _) = await SetUp(host, tom);
        using Visitor slow = host.Visit(), ended = host.Visit(), stranger = host.Visit();
        await Password(slow, tom);
        host.Machine.Move(TimeSpan.FromMinutes(11));
        await Password(ended, tom);
        host.Machine.Move(TimeSpan.FromSeconds(1));
        await host.Staff.SignOutEverywhere(tom.Id, default);

        foreach (Visitor late in (Visitor[])[slow, ended, stranger])
        {
            HttpResponseMessage answer = await late.Post(
                CodePage, ("code", host.CodeIn(app)), ("next", "/diary"));
            Assert.Equal("/sign-in?next=%2Fdiary", answer.Headers.Location!.OriginalString);
            Assert.Equal(HttpStatusCode.SeeOther, (await late.Get("/board")).StatusCode);
        }
    }

    [Fact]
    public async Task Whose_role_needs_one_sets_it_up_before_anything_opens()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true, secondStepFor: [StaffRole.Lead, StaffRole.Admin]);
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = host.Visit(), other = await host.SignIn(tom);
        Assert.Equal(HttpStatusCode.OK, (await other.Get("/board")).StatusCode);

        HttpResponseMessage half = await Password(visitor, leila, "/team");
        string page = await visitor.Html(half.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Get("/board")).StatusCode);
        HttpResponseMessage wrong = await visitor.Send(half.Headers.Location!.OriginalString, "/sign-in/set-up", "offered", ("code", "1"));
        string again = await wrong.Content.ReadAsStringAsync();
        Assert.Equal(KeyOf(page).Length, KeyOf(again).Length);
        HttpResponseMessage done = await visitor.Post("/sign-in/set-up", ("next", "/team"), ("offered", OfferedOn(again)),
            ("code", host.CodeIn(KeyOf(again))));

        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Contains("href=\"/team\"", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get("/team")).StatusCode);
        // It cannot be turned off, whatever the form says.
        Assert.DoesNotContain("Turn it off", await visitor.Html(OwnPage), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await visitor.Post($"{OwnPage}/change", ("present", PagesHost.Password), ("do", "off"))).StatusCode);
        // Whoever becomes a lead while signed in has to sign in again.
        await host.Staff.Change(tom.Id, s => s with { Role = StaffRole.Lead }, default);
        Assert.Equal(HttpStatusCode.SeeOther, (await other.Get("/board")).StatusCode);
    }

    [Fact]
    public async Task A_password_alone_puts_no_other_app_in_the_place_of_the_first()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true, secondStepFor: [StaffRole.Lead]);
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor thief = host.Visit();
        await Password(thief, leila);
        string page = await thief.Html(CodePage);
        (byte[] own, _) = await SetUp(host, leila);
        host.Machine.Move(TimeSpan.FromMinutes(1));

        HttpResponseMessage replaced = await thief.Post("/sign-in/set-up", ("offered", OfferedOn(page)),
            ("code", host.CodeIn(KeyOf(page))));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, replaced.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await thief.Get("/board")).StatusCode);
        Assert.True(await ComesIn(host, leila, host.CodeIn(own)));
        // An offer to one person cannot be used by another either.
        StaffMember known = (await host.Staff.Find(tom.Id, default))!;
        Assert.Null((await host.Staff.TurnOnSecondStep(known, OfferedOn(page), host.CodeIn(KeyOf(page)),
            replaces: true, default)).Codes);
    }

    [Fact]
    public async Task At_an_open_session_the_password_is_asked_for_before_anything_is_changed()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(tom);
        string page = await visitor.Html(OwnPage);
        (string, string) code = ("code", host.CodeIn(KeyOf(page))), offered = ("offered", OfferedOn(page));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.Post(OwnPage, offered, code, ("present", "wrong"))).StatusCode);
        Assert.Null((await host.Staff.Find(tom.Id, default))!.SecondStep);
        HttpResponseMessage on = await visitor.Post(OwnPage, offered, code, ("present", PagesHost.Password));
        IReadOnlyList<string> codes = CodesOn(await on.Content.ReadAsStringAsync());
        Assert.Contains("10 recovery codes are left.", await visitor.Html("/account"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await visitor.Post($"{OwnPage}/change", ("present", "wrong"), ("do", "off"))).StatusCode);
        HttpResponseMessage renewed = await visitor.Post($"{OwnPage}/change", ("present", PagesHost.Password), ("do", "codes"));
        Assert.Empty(CodesOn(await renewed.Content.ReadAsStringAsync()).Intersect(codes));
        Assert.False(await ComesIn(host, tom, codes[0]));
        HttpResponseMessage off = await visitor.Post($"{OwnPage}/change", ("present", PagesHost.Password), ("do", "off"));
        Assert.Equal("/account?done=second-step-off", off.Headers.Location!.OriginalString);
        Assert.NotNull((await host.Staff.SignIn(tom.Email, PagesHost.Password, "here", default)).Session);
    }

    [Fact]
    public async Task A_new_password_by_mail_does_not_do_without_the_second_step()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, _) = await SetUp(host, tom);
        using Visitor visitor = host.Visit();
        string link = "/set-up/" + await host.Staff.IssueSetUpLink(tom.Id, default);

        HttpResponseMessage set = await visitor.Send(link, link, "again",
            ("password", "seven herons over a marsh"), ("again", "seven herons over a marsh"));

        Assert.Equal(CodePage, set.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Get("/board")).StatusCode);
        host.Machine.Move(TimeSpan.FromMinutes(1));
        await visitor.Post(CodePage, ("code", host.CodeIn(app)));
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get("/board")).StatusCode);
    }

    [Fact]
    public async Task An_admin_takes_it_off_for_a_colleague_and_it_is_known_who_did()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember ada = await host.Employ(StaffRole.Admin, "Ada Boone"), tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor admin = await host.SignIn(ada), desk = await host.SignIn(tom);
        await SetUp(host, tom);
        string path = $"/settings/staff/{tom.Id}";
        host.Machine.Move(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Post($"/settings/staff/{ada.Id}/second-step/off")).StatusCode);
        HttpResponseMessage off = await admin.Send(path, "/second-step/off", "Take two-step sign-in off");

        Assert.Equal($"{path}?done=second-step-off", off.Headers.Location!.OriginalString);
        Assert.Contains("Taken off on 14 January 2027 by Ada Boone.", await admin.Html(path), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await desk.Get("/board")).StatusCode);
        using Visitor again = await host.SignIn(tom);
        Assert.Contains("It was taken off for you on 14 January 2027.", await again.Html("/account"), StringComparison.Ordinal);
        Assert.Contains(host.Logged, line =>
            line.Contains($"Staff {ada.Id} took off the second step of signing in of staff {tom.Id}", StringComparison.Ordinal));
        // Admins turn off their own second step in their own account, where the password is asked for.
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.Post($"/settings/staff/{ada.Id}/second-step/off")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Post($"{path}/second-step/off")).StatusCode);
    }

    [Fact]
    public async Task What_is_kept_of_it_is_neither_secret_nor_code()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (byte[] app, IReadOnlyList<string> codes) = await SetUp(host, tom);

        string kept = (await host.Get<IRegister>().Get(RecordKinds.Staff.Name, tom.Id, default))!.ToString();

        foreach (string secret in (string[])[.. codes, .. codes.Select(c => c.Replace("-", "", StringComparison.Ordinal)),
            Base32Encoding.ToString(app), Convert.ToHexString(app), Convert.ToBase64String(app)])
        {
            Assert.DoesNotContain(secret, kept, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(host.Logged, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Sets it up as on the page of one's own account.</summary>
    private static async Task<(byte[] App, IReadOnlyList<string> Codes)> SetUp(PagesHost host, StaffMember member)
    {
        StaffMember known = (await host.Staff.Find(member.Id, default))!;
        SecondStepOffer offer = host.Staff.OfferSecondStep(known, "Riverside");
        byte[] app = Base32Encoding.ToBytes(offer.Secret.Replace(" ", "", StringComparison.Ordinal));
        return (app, (await host.Staff.TurnOnSecondStep(
            known, offer.Sealed, host.CodeIn(app), replaces: false, default)).Codes!);
    }

    private static async Task<bool> ComesIn(PagesHost host, StaffMember member, string code)
    {
        using Visitor visitor = host.Visit();
        await Password(visitor, member);
        await visitor.Post(CodePage, ("code", code));
        return (await visitor.Get("/board")).StatusCode is HttpStatusCode.OK;
    }

    private static Task<HttpResponseMessage> Password(Visitor visitor, StaffMember member, string next = "") =>
        visitor.Post("/sign-in", ("email", member.Email), ("password", PagesHost.Password), ("next", next));

    private static string Spaced(string code) => $" {code[..3]} {code[3..]}";

    private static byte[] KeyOf(string page) =>
        Base32Encoding.ToBytes(Key().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));

    private static string OfferedOn(string page) => Offered().Match(page).Groups[1].Value;

    private static IReadOnlyList<string> CodesOn(string page) => [.. Codes().Matches(page).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("<code class=\"app-key\">([^<]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("name=\"offered\" value=\"([^\"]+)\"")]
    private static partial Regex Offered();

    [GeneratedRegex("<li><code>([^<]+)</code></li>")]
    private static partial Regex Codes();
}
