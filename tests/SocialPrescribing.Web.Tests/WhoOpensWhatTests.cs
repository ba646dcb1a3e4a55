using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// Asks every route of both hosts' tables as every kind of user. <c>golden/who-opens-what.txt</c> says who is let in, one line for each
/// route. A route without a line fails, and so does one that lets in somebody else. <c>WRITE_DOCS=1 dotnet test
/// tests/SocialPrescribing.Web.Tests --filter WhoOpensWhatTests</c> writes the lines. Read them before you commit them. Whoever asks,
/// reading changes nothing that is kept.
/// </summary>
public sealed partial class WhoOpensWhatTests
{
    private const string Everybody = "everybody";
    private static readonly string[] _methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "OPTIONS", "HEAD"];

    /// <summary>Another route takes this address, as the step of a form, and there is no such step.</summary>
    private static readonly string[] _areOthers = ["GET /refer/forget", "HEAD /refer/forget"];

    [Fact]
    public async Task Every_route_of_both_tables_lets_in_whom_its_line_names_and_nobody_else()
    {
        List<string> wrong = [];
        SortedDictionary<string, string> machine = await Doors(platform: false, wrong), azure = await Doors(platform: true, wrong);
        string[] found =
        [
            .. machine.Keys.Union(azure.Keys).Order(StringComparer.Ordinal).SelectMany(route =>
                (machine.GetValueOrDefault(route), azure.GetValueOrDefault(route)) switch
                {
                    ({ } one, { } other) when one == other => [$"{route}: {one}"],
                    (var one, var other) => new[] { ("one machine", one), ("Azure", other) }
                        .Where(door => door.Item2 is not null).Select(door => $"{route} ({door.Item1}): {door.Item2}"),
                }),
        ];
        Assert.InRange(found.Length, 200, int.MaxValue);
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            await File.WriteAllLinesAsync(Golden(), found);

        Assert.True(wrong.Count is 0, string.Join('\n', wrong));
        Assert.Equal(await File.ReadAllLinesAsync(Golden()), found);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_route_takes_a_method_that_it_does_not_name(bool platform)
    {
        await using World world = await World.Make(platform);
        (string, string) admin = (Access.TokenHeader, await world.Token(StaffRole.Admin));
        List<string> taken = [];
        foreach (IGrouping<string, Route> route in world.Routes().GroupBy(r => r.Pattern))
            foreach (string method in _methods.Except([.. route.Select(r => r.Method), route.Any(r => r.TakesHead) ? "HEAD" : ""]))
            {
                Reply answer = await world.Ask(method, route.First().Path("never-was", world), admin);
                // The API says there which methods an address takes, and nothing else.
                bool isAsking = method is "OPTIONS" && answer is { Status: HttpStatusCode.NoContent, Text: "" };
                if ((int)answer.Status is (< 400 or >= 500) && !isAsking && !_areOthers.Contains($"{method} {route.Key}"))
                    taken.Add($"{method} {route.Key}: {(int)answer.Status}");
            }
        Assert.Empty(taken);
    }

    /// <summary>For each route who is let in: everybody, the purposes of links, or keys and roles.</summary>
    /// <param name="wrong">What no line can say.</param>
    private static async Task<SortedDictionary<string, string>> Doors(bool platform, List<string> wrong)
    {
        await using World world = await World.Make(platform);
        string key = await world.Key("Mill Lane Surgery");
        StaffMember gone = world.Staff[StaffRole.Admin].Gone;
        string disabled = await world.Host.Staff.IssueToken(gone.Id, default);
        (string, string) session = await world.SignedIn(StaffRole.Admin, gone);
        if (platform)
            Assert.Equal(HttpStatusCode.OK, (await world.Ask("GET", "/api/staff", session)).Status);
        await world.Host.Staff.SetEnabled(gone.Id, enabled: false, default);
        (string Who, (string, string)? With)[] nobodies =
        [
            ("nobody", null), ("a wrong key", (Access.KeyHeader, "spk_wrong")), ("a wrong token", (Access.TokenHeader, "spt_wrong")),
            ("the token of somebody disabled", (Access.TokenHeader, disabled)), ("somebody disabled who is signed in", session),
            ("another method in a header", ("X-HTTP-Method-Override", "GET")), ("a wrong session", ("Cookie", "sp-session=wrong")),
        ];
        SortedDictionary<string, string> doors = new(StringComparer.Ordinal);
        foreach (Route route in world.Routes())
        {
            string name = $"{route.Method} {route.Pattern}";
            if (route.HasToken)
            {
                doors[name] = await OpenedBy(route, platform, wrong);
                continue;
            }
            string path = route.Path("", world);
            List<string> strangers = [];
            (string Who, (string, string)? With)[] all = [.. await world.Misplaced(key), .. nobodies];
            foreach ((string who, (string, string)? with) in all)
                if (!(await world.Ask(route.Method, path, with)).IsRefused)
                    strangers.Add(who);
            if (strangers.Count is not 0 && strangers.Count != all.Length)
                wrong.Add($"{name} lets in {string.Join(" and ", strangers)}, and not others who are nobody.");
            List<string> letIn = [];
            if (!(await world.Ask(route.Method, path, (Access.KeyHeader, key))).IsRefused)
                letIn.Add(await KeyOf(route, world, key));
            foreach (StaffRole role in Enum.GetValues<StaffRole>())
            {
                bool isLetIn = !(await world.Ask(route.Method, path, (Access.TokenHeader, await world.Token(role)))).IsRefused;
                if (isLetIn == (await world.Ask(route.Method, path, await world.SignedIn(role))).IsRefused)
                    wrong.Add($"{name}: as {role} a token and a browser that is signed in do not open the same.");
                if (isLetIn)
                    letIn.Add(JsonNamingPolicy.CamelCase.ConvertName(role.ToString()));
            }
            bool isOpen = strangers.Count == all.Length;
            doors[name] = isOpen ? Everybody : letIn is [] ? "nobody without more" : string.Join(' ', letIn);
            if (route.TakesHead)
            {
                await world.Ask("HEAD", path, await world.SignedIn(StaffRole.Admin));
                if ((await world.Ask("HEAD", path, null)).IsRefused == isOpen)
                    wrong.Add($"{name} and its head do not open to nobody alike.");
            }
            if (isOpen && letIn.Count != Enum.GetValues<StaffRole>().Length + 1)
                wrong.Add($"{name} is open to nobody in particular.");
        }
        wrong.AddRange(world.ChangedByReading);
        return doors;
    }

    /// <summary>
    /// Asks with a link that is right but for its purpose, for each purpose, and last with the right one, because some links end what they
    /// open. The right one has to get through, so that the refusal of the others means something.
    /// </summary>
    private static async Task<string> OpenedBy(Route route, bool platform, List<string> wrong)
    {
        await using World world = await World.Make(platform);
        if ((await world.Ask(route.Method, route.Path("never-was", world), null)).Status is HttpStatusCode.SeeOther)
            return "any link, which leads back to its page";
        LinkWay way = await LinkWay.To(world.Host, route.Pattern);
        LinkPurpose right = world.Host.Get<SignedLinks>().Read(way.Token)!.Purpose;
        List<LinkPurpose> opens = [];
        Reply answer = null!;
        foreach (LinkPurpose purpose in Enum.GetValues<LinkPurpose>().OrderBy(p => p == right))
        {
            answer = await world.Ask(route.Method, route.Path(way.For(purpose, world.Host), world), null, typed: way.Typed, waits: false);
            Assert.True(answer.Status is not HttpStatusCode.TooManyRequests, "A limit refuses what the purpose should.");
            // The latter is for links of earlier letters, which only stop messages.
            if (answer.Status is not (HttpStatusCode.NotFound or HttpStatusCode.Gone))
                opens.Add(purpose);
        }
        if (route.TakesHead)
            await world.Ask("HEAD", route.Path(way.Token, world), null, waits: false);
        wrong.AddRange(world.ChangedByReading);
        // A link of another purpose may have got in before, and ended what the link opens. Then the route's line names that purpose.
        Assert.True((int)answer.Status is >= 200 and < 400 || opens.Any(p => p != right),
            $"{route.Method} {route.Pattern}: {right} gets {answer.Status}");
        return $"link {string.Join(' ', opens.Order().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.ToString())))}";
    }

    private static string Golden([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "golden", "who-opens-what.txt");
}
