using System.Net;
using System.Text;
using System.Text.Json;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// What belongs to somebody else: another person behind a link, another organisation. Generated from both hosts' tables like the rest.
/// </summary>
public sealed partial class WhoOpensWhatTests
{
    private const string Marked = "Zephyrine", Own = "Bertrand";

    /// <summary>Whoever got a letter can end the letters for ever, also where it went to an address that is not theirs any more.</summary>
    private static readonly string[] _goesOnAfterAnAddressHasGone = ["POST /p/{token}/stop"];

    /// <summary>
    /// Somebody's own link is good, and is asked last, so that the refusals mean something. Before that it is spoilt: it names what is
    /// another person's, the other person's was sent to this address, or the form behind it says what is the other person's.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_of_one_person_shows_nothing_of_another_and_changes_nothing(bool platform)
    {
        List<string> wrong = [];
        int routes = 0, sent = 0;
        await using World table = await World.Make(platform);
        foreach (Route route in table.Routes().Where(r => r.HasToken))
        {
            await using World world = await World.Make(platform);
            HashSet<(string Kind, string Key)> nobodys = await Keys();
            LinkWay marked = await LinkWay.To(world.Host, route.Pattern, Marked);
            HashSet<(string Kind, string Key)> markeds = [.. (await Keys()).Except(nobodys)];
            // The own one comes last: time passes while it is made, and what the other one's link opens may be over by then.
            LinkWay own = await LinkWay.To(world.Host, route.Pattern, Own);
            string[] before = await OfMarked();
            Assert.NotEmpty(before);

            Reply answer = null!;
            foreach ((string token, (string, string)[] typed) in Spoilt(world.Host, own, marked).Append((own.Token, own.Typed)))
            {
                answer = await world.Ask(route.Method, route.Path(token, world), null, typed: typed, waits: false);
                Assert.True(answer.Status is not HttpStatusCode.TooManyRequests, "A limit refuses what the link should.");
                if ((answer.Text + answer.Location).Contains(Marked, StringComparison.OrdinalIgnoreCase))
                    wrong.Add($"{route.Method} {route.Pattern} shows another person.");
                if (!_goesOnAfterAnAddressHasGone.Contains($"{route.Method} {route.Pattern}") && !(await OfMarked()).SequenceEqual(before))
                    wrong.Add($"{route.Method} {route.Pattern} changes what is another person's.");
                sent++;
            }
            Assert.True((int)answer.Status is >= 200 and < 400, $"{route.Method} {route.Pattern}: one's own link gets {answer.Status}");
            routes++;

            async Task<HashSet<(string Kind, string Key)>> Keys() => [.. (await world.Kept()).Select(k => (k.Kind, k.Key))];
            async Task<string[]> OfMarked() => [.. (await world.Kept()).Where(k => markeds.Contains((k.Kind, k.Key)))
                .Select(k => $"{k}").Order(StringComparer.Ordinal)];
        }
        Assert.Empty(wrong.Distinct());
        Assert.InRange(routes, 40, int.MaxValue);
        Assert.InRange(sent, routes * 2, int.MaxValue);
    }

    private static IEnumerable<(string Token, (string, string)[] Typed)> Spoilt(PagesHost host, LinkWay own, LinkWay marked)
    {
        SignedLinks links = host.Get<SignedLinks>();
        LinkTarget mine = links.Read(own.Token)!, theirs = links.Read(marked.Token)!;
        LinkTarget[] mixed =
        [
            mine with { Subject = theirs.Subject },
            theirs with { SentTo = mine.SentTo, Generation = mine.Generation },
            theirs with { Subject = mine.Subject, SentTo = mine.SentTo },
        ];
        // What is no longer a mixture is the other person's own link: a provider's says no address.
        foreach (LinkTarget target in mixed.Where(t => t != mine && t != theirs))
            yield return (links.Create(target with { ShowsUntil = host.Machine.GetUtcNow().AddDays(1) }), own.Typed);
        if (!own.Typed.SequenceEqual(marked.Typed))
            yield return (own.Token, marked.Typed);
    }

    /// <summary>
    /// Everything that another organisation knows of its referral is sent along with a key of one's own, and with the cookie of a
    /// referrer's own list: the ids, the body, the Idempotency-Key. That the ids are right shows where the other one asks.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_route_tells_an_organisation_or_a_referrer_of_anothers_referral(bool platform)
    {
        await using World world = await World.Make(platform);
        (string theirs, string own) = (await world.Key($"{Marked} Surgery"), await world.Key($"{Own} Surgery"));
        string body = Referrals.New(r => r.Person()["firstName"] = Marked).ToJsonString();
        (string, string) repeats = ("Idempotency-Key", "the-first-of-the-day");
        Reply sent = await world.Ask("POST", "/api/referrals", (Access.KeyHeader, theirs), body, more: repeats);
        Assert.Equal(HttpStatusCode.Created, sent.Status);
        Guid referral = JsonDocument.Parse(sent.Text).RootElement.GetProperty("id").GetGuid();
        string reference = JsonDocument.Parse(sent.Text).RootElement.GetProperty("reference").GetString()!;
        await LinkWay.To(world.Host, "/refer/mine/{token}", Marked);
        await LinkWay.To(world.Host, "/refer/mine/{token}", Own);
        Guid listed = (await world.Host.State(await world.Of(Marked))).Referrals[0].Id;

        List<string> wrong = [], open = [];
        (string, string) theirList = ("", ""), ownList = ("", "");
        foreach (Route route in world.Routes().Where(r => !r.HasToken))
        {
            // Made anew, because a list is open for a while only, and the clock moves with each question.
            if (theirList is ("", "") || route.Pattern.StartsWith("/refer", StringComparison.Ordinal))
                (theirList, ownList) = (await List(Marked), await List(Own));
            foreach ((Guid id, (string, string) with, (string, string) right) in new[]
            {
                (referral, (Access.KeyHeader, own), (Access.KeyHeader, theirs)), (listed, ownList, theirList),
            })
            {
                string path = route.Path("", world, id);
                string[] ids = path.Contains($"{id}", StringComparison.Ordinal) ? [] : [$"{id}", $"{id:N}"];
                string[] marks = [Marked, reference, .. ids];
                Reply answer = await world.Ask(route.Method, path, with, body, more: repeats);
                if (Tells(answer))
                    wrong.Add($"{route.Method} {route.Pattern} tells of another's referral.");
                if (Tells(await world.Ask(route.Method, path, right, body, more: repeats, waits: false)))
                    open.Add($"{route.Method} {route.Pattern}");

                bool Tells(Reply reply) => marks.Any(m => (reply.Text + reply.Location).Contains(m, StringComparison.OrdinalIgnoreCase));
            }
        }
        Assert.Empty(wrong);
        Assert.Equal(["GET /api/referrals/{id}", "GET /refer/mine", "GET /refer/mine/of/{referral:guid}", "POST /api/referrals"],
            open.Distinct().Order(StringComparer.Ordinal));

        async Task<(string, string)> List(string name) =>
            ("Cookie", await world.CookieFrom($"/refer/mine/{await LinkWay.ToListOf(world.Host, name)}"));
    }

    /// <summary>Whether a key opens what came with another key: then the route's line says <c>key</c> alone.</summary>
    private static async Task<string> KeyOf(Route route, World world, string key)
    {
        Reply sent = await world.Ask("POST", "/api/referrals", (Access.KeyHeader, key), Referrals.New().ToJsonString());
        string path = route.Path("", world, JsonDocument.Parse(sent.Text).RootElement.GetProperty("id").GetGuid());
        bool itself = await Opens(key), other = await Opens(await world.Key("Forest Surgery"));
        return (itself, other) is (true, false) ? "key-that-sent-it" : "key";

        async Task<bool> Opens(string with) => (await world.Ask(route.Method, path, (Access.KeyHeader, with))).Status is HttpStatusCode.OK;
    }
}
