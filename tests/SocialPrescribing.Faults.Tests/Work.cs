using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocialPrescribing.Local.Tests.Program;

namespace SocialPrescribing.Faults.Tests;

/// <summary>A command with its id, and the answer to it. Null while there is none.</summary>
internal sealed record Given(string Journey, JsonObject Body, string? Answer);

/// <summary>A form behind a link, and where its answer led. Null while there is no answer.</summary>
internal sealed record Click(string To, string Path, IReadOnlyList<KeyValuePair<string, string>> Form, string? Led);

/// <summary>
/// Referrers, a link worker, and people who open their letters use a program that may fail or end at any moment. Keeps a
/// record of what was answered.
/// </summary>
internal sealed partial class Work(string key, string worker, string token, PostOffice post, Shim shim)
{
    public const string PublicUrl = "https://links.example.org";

    /// <summary>Callers wait a little after the service has told them to come back later.</summary>
    private static readonly TimeSpan _afterRefusal = TimeSpan.FromMilliseconds(20), _whileCalm = TimeSpan.FromSeconds(1);
    private const int AtFullSpeed = 20;

    private readonly ConcurrentQueue<int> _unanswered = [];
    private int _people, _answers, _attempts;

    public ConcurrentDictionary<int, string> Referrals { get; } = [];
    public ConcurrentDictionary<string, Given> Commands { get; } = [];
    public ConcurrentDictionary<string, Click> Clicks { get; } = [];
    /// <summary>Answers that nobody should ever get.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    /// <summary>Makes referrers wait for the others, because letters about referrals go before those about meetings.</summary>
    public bool IsCalm { get; set; }

    public int People => _people;
    public int Answers => _answers;
    public int Attempts => _attempts;
    public int CommandsAnswered => Commands.Values.Count(c => c.Answer is not null);
    public int ClicksAnswered => Clicks.Values.Count(c => c.Led is not null);

    /// <summary>Everybody works until the program is gone or the token is cancelled.</summary>
    public Task At(HttpClient program, int referrers, CancellationToken enough) => Task.WhenAll(
        [.. Enumerable.Range(0, referrers).Select(_ => Task.Run(() => Send(program, enough), default)),
            Task.Run(() => LookAfter(program, enough), default), Task.Run(() => OpenLetters(program, enough), default)]);

    /// <summary>Sends everything again, as callers do who got no answer.</summary>
    /// <param name="isTheSame">Whether what was answered must get the same answer.</param>
    public async Task Again(HttpClient program, bool isTheSame)
    {
        ParallelOptions some = new() { MaxDegreeOfParallelism = 8 };
        await Parallel.ForEachAsync(Enumerable.Range(1, _people), some, async (number, _) =>
        {
            Said said = await Ask($"referral {number}", () => Refer(program, number))
                ?? throw new InvalidOperationException("The program has gone.");
            if (said.Status is not HttpStatusCode.Created)
                Wrong.Enqueue($"referral {number} again: {(int)said.Status} {said.Text}");
            else if (isTheSame && Referrals.TryGetValue(number, out string? first) && first != said.Text)
                Wrong.Enqueue($"referral {number} was answered otherwise before: {first} and now {said.Text}");
            Referrals[number] = said.Text;
        });
        await Parallel.ForEachAsync(Commands.ToArray().Where(c => c.Value.Answer is not null), some, async (one, _) =>
        {
            Given given = one.Value;
            Said? said = await Ask($"command {one.Key}", () => Give(program, given));
            if (isTheSame && (said?.Status is not HttpStatusCode.OK || said.Text != given.Answer))
                Wrong.Enqueue($"command {one.Key} again: {said?.Status} {said?.Text}, and before {given.Answer}");
        });
        foreach ((string path, Click click) in Clicks.Where(c => c.Value.Led is not null))
            if (await Post(program, click) is var said && isTheSame && said?.Led != click.Led)
                Wrong.Enqueue($"{path[..3]}… again: {said?.Status} to {said?.Led}, and before to {click.Led}");
    }

    private async Task Send(HttpClient program, CancellationToken enough)
    {
        int before = _people;
        while (!enough.IsCancellationRequested)
        {
            int number = _unanswered.TryDequeue(out int again) ? again : Interlocked.Increment(ref _people);
            Said? said = await Ask($"referral {number}", () => Refer(program, number));
            if (said?.Status is HttpStatusCode.Created)
                Referrals[number] = said.Text;
            else
                _unanswered.Enqueue(number);
            if (!await GoesOn(said))
                return;
            if (IsCalm && _people - before > AtFullSpeed)
                await Wait(_whileCalm);
        }
    }

    /// <summary>A link worker accepts referrals, books meetings and writes notes, each with its own command id.</summary>
    private async Task LookAfter(HttpClient program, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            JsonNode page;
            try
            {
                page = await Triage(program);
            }
            catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.ServiceUnavailable)
            {
                await Wait(_afterRefusal);
                continue;
            }
            catch (Exception e) when (e is HttpRequestException { StatusCode: null } or IOException)
            {
                return;
            }
            foreach (string journey in page["items"]!.AsArray().Where(t => (string)t!["kind"]! is "triage")
                .Select(t => (string)t!["journey"]!))
            {
                string at = (shim.Now + TimeSpan.FromDays(3)).ToString("O", CultureInfo.InvariantCulture);
                foreach (JsonObject command in (JsonObject[])[
                    new() { ["commandId"] = "accept", ["kind"] = "accept", ["linkWorker"] = worker },
                    new() { ["commandId"] = "book", ["kind"] = "bookMeeting", ["at"] = at,
                        ["place"] = new JsonObject { ["kind"] = "atHome" } },
                    new() { ["commandId"] = "note", ["kind"] = "addNote", ["text"] = "Likes singing." }])
                {
                    string id = $"{journey}/{command["commandId"]}";
                    Given given = Commands.GetOrAdd(id, _ => new Given(journey, command, null));
                    Said? said = await Ask($"command {id}", () => Give(program, given));
                    if (said?.Status is HttpStatusCode.OK)
                        Commands[id] = given with { Answer = said.Text };
                    if (!await GoesOn(said) || enough.IsCancellationRequested)
                        return;
                }
            }
        }
    }

    /// <summary>People confirm the meeting in their letter.</summary>
    private async Task OpenLetters(HttpClient program, CancellationToken enough)
    {
        HashSet<string> opened = [];
        while (!enough.IsCancellationRequested)
        {
            TakenLetter? letter = post.Taken.FirstOrDefault(l => MeetingLink().IsMatch(l.Text) && opened.Add(l.Hash));
            if (letter is null)
            {
                await Wait(_afterRefusal);
                continue;
            }
            string path = MeetingLink().Match(letter.Text).Groups[1].Value;
            if (!Clicks.TryGetValue(path, out Click? click))
            {
                Said? page = await Ask("the page of a meeting", () => program.GetAsync(path, CancellationToken.None));
                if (!await GoesOn(page))
                    return;
                if (page!.Status is HttpStatusCode.OK && ConfirmForm().Match(page.Text) is { Success: true } form)
                    Clicks[path] = click = new(letter.To, path, [.. HiddenField().Matches(form.Value)
                        .Select(f => new KeyValuePair<string, string>(f.Groups[1].Value, f.Groups[2].Value))], null);
            }
            if (click is not { Led: null })
                continue;
            Said? said = await Post(program, click);
            if (said?.Status is HttpStatusCode.SeeOther)
                Clicks[path] = click with { Led = said.Led };
            if (!await GoesOn(said))
                return;
        }
    }

    private async Task<HttpResponseMessage> Refer(HttpClient program, int number)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/referrals");
        request.Content = JsonContent.Create(Numbered.Referral(number));
        request.Headers.Add("X-Api-Key", key);
        request.Headers.Add("Idempotency-Key", $"key-{number}");
        return await program.SendAsync(request);
    }

    private async Task<HttpResponseMessage> Give(HttpClient program, Given given)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post, $"api/journeys/{given.Journey}/commands") { Content = JsonContent.Create(given.Body) };
        request.Headers.Add("X-Staff-Token", token);
        return await program.SendAsync(request);
    }

    private async Task<JsonNode> Triage(HttpClient program)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "api/tasks?assignee=triage&most=20");
        request.Headers.Add("X-Staff-Token", token);
        using HttpResponseMessage answer = await program.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private Task<Said?> Post(HttpClient program, Click click) => Ask("a form behind a link", async () =>
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"{click.Path}/confirm");
        request.Content = new FormUrlEncodedContent(click.Form);
        request.Headers.Add("Origin", PublicUrl);
        return await program.SendAsync(request);
    });

    private sealed record Said(HttpStatusCode Status, string Text, string? Led);

    /// <summary>The answer, even if the connection broke afterwards. Null if the program is gone.</summary>
    private async Task<Said?> Ask(string what, Func<Task<HttpResponseMessage>> ask)
    {
        try
        {
            using HttpResponseMessage answer = await ask();
            Said said = new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.ToString());
            Interlocked.Increment(ref _attempts);
            if (answer.IsSuccessStatusCode || said.Status is HttpStatusCode.SeeOther)
                Interlocked.Increment(ref _answers);
            else if (said.Status is HttpStatusCode.ServiceUnavailable ? answer.Headers.RetryAfter is null : (int)said.Status >= 500)
                Wrong.Enqueue($"{what}: {(int)said.Status} {said.Text}");
            return said;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static async Task<bool> GoesOn(Said? said)
    {
        if (said?.Status is HttpStatusCode.ServiceUnavailable)
            await Wait(_afterRefusal);
        return said is not null;
    }

    private static Task Wait(TimeSpan time) => Task.Delay(time);

    [GeneratedRegex(PublicUrl + @"/(m/[^\s/>\)]+)")]
    private static partial Regex MeetingLink();

    [GeneratedRegex("""<form method="post" action="/m/[^"]+/confirm">.*?</form>""", RegexOptions.Singleline)]
    private static partial Regex ConfirmForm();

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" ?/?>""")]
    private static partial Regex HiddenField();
}
