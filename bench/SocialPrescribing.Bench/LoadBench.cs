using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Bench;

/// <summary>
/// The busiest minute that anybody can imagine. Referrals and link workers come at fixed rates, whether or not earlier ones have been
/// answered, and letters go out meanwhile. Waiting counts from the moment when somebody wanted to begin, so a service that stands still for
/// a second is not asked less in that second.
/// </summary>
internal static class LoadBench
{
    private const int LinkWorkers = 200, SecondsBetween = 5, SupportedByEach = 10;
    private const double Limit = 250, RareLimit = 1_000;

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        (int referrals, TimeSpan length) = quick ? (20, TimeSpan.FromSeconds(3)) : (200, TimeSpan.FromMinutes(1));
        double deskWork = quick ? 5 : (double)LinkWorkers / SecondsBetween;
        using ScratchFolder folder = new();
        CountingMailer mailer = new();
        await using LocalHost host = await LocalHost.Start(
            new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0"), Mailer: mailer), cancellation);
        using Callers callers = await Callers.Of(host, quick ? 5 : LinkWorkers, cancellation);

        // The first requests include compiling.
        await Arrive(referrals / 4.0, TimeSpan.FromSeconds(quick ? 1 : 10), callers.Refer, cancellation);
        await Arrive(deskWork, TimeSpan.FromSeconds(quick ? 1 : 10), callers.Work, cancellation);
        int sentBefore = mailer.Sent;
        Task<List<double>> sending = Arrive(referrals, length, callers.Refer, cancellation);
        Task<List<double>> working = Arrive(deskWork, length, callers.Work, cancellation);
        List<double>[] took = await Task.WhenAll(sending, working);
        double letters = (mailer.Sent - sentBefore) / length.TotalSeconds;
        return
        [
            Waits($"load: {referrals} referrals a second", took[0]),
            Waits($"load: {LinkWorkers} link workers, one thing each every {SecondsBetween} s", took[1]),
            new("load: letters that went out meanwhile", Figure.PerSecond(letters)),
        ];
    }

    private static Figure Waits(string what, List<double> took)
    {
        double[] sorted = [.. took.Order()];
        double often = sorted[sorted.Length * 99 / 100], rarely = sorted[(int)(sorted.Length * 0.999)];
        return new(what + ", p50, p99 and p99.9",
            string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:0.0}, {often:0.0} and {rarely:0.0} ms"), null, null,
            $"p99 < {Limit} ms, p99.9 < {RareLimit} ms", often < Limit && rarely < RareLimit);
    }

    /// <summary>Begins each call at its time, and waits for all of them.</summary>
    private static async Task<List<double>> Arrive(
        double perSecond, TimeSpan length, Func<int, CancellationToken, Task> send, CancellationToken cancellation)
    {
        ConcurrentBag<double> took = [];
        List<Task> all = [];
        long start = Stopwatch.GetTimestamp();
        for (int n = 0; n < perSecond * length.TotalSeconds; n++)
        {
            TimeSpan intended = TimeSpan.FromSeconds(n / perSecond);
            if (intended - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } early)
                await Task.Delay(early, cancellation);
            all.Add(Measured(n, intended));
        }
        await Task.WhenAll(all);
        return [.. took];

        async Task Measured(int n, TimeSpan intended)
        {
            await send(n, cancellation);
            took.Add((Stopwatch.GetElapsedTime(start) - intended).TotalMilliseconds);
        }
    }

    /// <summary>Referrers, and link workers, who look at their board and at a person's page and write a note.</summary>
    private sealed class Callers(HttpClient http, string key) : IDisposable
    {
        /// <summary>The link workers' journeys, one of each in turn.</summary>
        private readonly List<Guid> _supported = [];
        private readonly List<string> _tokens = [];
        private int _people = 1_000_000;

        public static async Task<Callers> Of(LocalHost host, int linkWorkers, CancellationToken cancellation)
        {
            Organisations organisations = host.Services.GetRequiredService<Organisations>();
            Organisation surgery = await organisations.Ensure("Forest Surgery", perMinute: 10_000_000, cancellation);
            HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
            Callers callers = new(http, (await organisations.AddKey(surgery, cancellation)).Secret);
            for (int i = 0; i < linkWorkers * SupportedByEach; i++)
                await callers.Refer(i, cancellation);

            StaffDirectory staff = host.Services.GetRequiredService<StaffDirectory>();
            for (int i = 0; i < linkWorkers; i++)
                await staff.Add($"leila.{i}@service.example", $"Leila Marsh {i}", StaffRole.LinkWorker, cancellation);
            IReadOnlyList<StaffMember> all = await staff.All(cancellation);
            foreach (StaffMember one in all)
                callers._tokens.Add(await staff.IssueToken(one.Id, cancellation));

            Page<StoredJourney> waiting = await host.Services.GetRequiredService<IJourneyStore>()
                .Journeys(new JourneyQuery(Stage.Triage, Most: linkWorkers * SupportedByEach), cancellation);
            JourneyService service = host.Services.GetRequiredService<JourneyService>();
            foreach ((int i, Guid journey) in waiting.Items.Select(s => s.State.Id).Index())
            {
                string linkWorker = all[i % all.Count].Id;
                JourneyCommand[] begun =
                [
                    new Journeys.Intake.Accept(LinkWorker: linkWorker),
                    new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached),
                ];
                foreach ((int number, JourneyCommand command) in begun.Index())
                    if (await service.Do(journey, command, Actor.Staff(linkWorker), $"bench-{journey:N}-{number}", null, cancellation)
                        is not CommandResult.Done)
                        throw new InvalidOperationException("Nobody is supported.");
                callers._supported.Add(journey);
            }
            return callers;
        }

        public Task Refer(int number, CancellationToken cancellation) => Send(
            new HttpRequestMessage(HttpMethod.Post, new Uri("api/referrals", UriKind.Relative))
            {
                Content = new StringContent(
                    InventedPeople.Body(Interlocked.Increment(ref _people)), Encoding.UTF8, "application/json"),
            }, "X-Api-Key", key, cancellation);

        public Task Work(int number, CancellationToken cancellation)
        {
            Guid journey = _supported[number % _supported.Count];
            string token = _tokens[number % _tokens.Count];
            return (number / _tokens.Count % 3) switch
            {
                0 => Read("board?view=mine", token, cancellation),
                1 => Read($"journeys/{journey:N}", token, cancellation),
                _ => Note(journey, token, cancellation),
            };
        }

        public void Dispose() => http.Dispose();

        private Task Read(string path, string token, CancellationToken cancellation) =>
            Send(new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)), "X-Staff-Token", token, cancellation);

        private Task Note(Guid journey, string token, CancellationToken cancellation) => Send(
            new HttpRequestMessage(HttpMethod.Post, new Uri($"api/journeys/{journey:N}/commands", UriKind.Relative))
            {
                Content = new StringContent(
                    $$"""{ "kind": "addNote", "text": "Sounded well, and looks forward to it.", "commandId": "{{Guid.NewGuid():N}}" }""",
                    Encoding.UTF8, "application/json"),
            }, "X-Staff-Token", token, cancellation);

        private async Task Send(HttpRequestMessage request, string header, string secret, CancellationToken cancellation)
        {
            using HttpRequestMessage _ = request;
            request.Headers.Add(header, secret);
            using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {answer.StatusCode}");
        }
    }

    /// <summary>A mail server on the same machine.</summary>
    private sealed class CountingMailer : IMailer
    {
        private int _sent;

        public int Sent => Volatile.Read(ref _sent);

        public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellation);
            Interlocked.Increment(ref _sent);
            return new MailOutcome.Accepted();
        }
    }
}
