using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Local;
using SocialPrescribing.Service.Intake;

namespace SocialPrescribing.Bench;

/// <summary>
/// How long a referral waits beside many others who want something of the same host: referrals one after the other, first alone and then
/// while each of the others asks again as soon as they are answered.
/// </summary>
internal static class Beside
{
    /// <summary>As long as one in a hundred may wait in the busiest minute (<see cref="LoadBench"/>).</summary>
    private const double ReferralLimit = 250;
    private const int Before = 20, Referrals = 220;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);
    private static int _people = 5_000_000;

    /// <param name="others">Who they are and what they do: <c>50 callers who search</c>.</param>
    /// <param name="ask">The request of a caller, by their number and how often they have asked before.</param>
    /// <param name="othersLimit">How many milliseconds one in a hundred of the others may wait.</param>
    public static async Task<IReadOnlyList<Figure>> Measure(
        LocalHost host, string bench, string others, int callers, Func<int, int, HttpRequestMessage> ask, double othersLimit, bool quick,
        CancellationToken cancellation)
    {
        Organisations organisations = host.Services.GetRequiredService<Organisations>();
        Organisation surgery = await organisations.Ensure("Forest Surgery", perMinute: 10_000_000, cancellation);
        using SemaphoreSlim first = new(0);
        string key = (await organisations.AddKey(surgery, cancellation)).Secret;
        using HttpClient referring = new() { BaseAddress = host.Address };
        using HttpClient asking =
            new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        int people = Interlocked.Add(ref _people, 1_000_000), asked = quick ? 3 : Referrals, refused = 0;
        List<double> alone = [], beside = [];
        ConcurrentBag<double> answered = [];
        for (int i = 0; i < asked; i++)
            alone.Add(await Refer());

        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] all = [.. Enumerable.Range(0, callers).Select(Ask)];
        await first.WaitAsync(cancellation);
        long began = Stopwatch.GetTimestamp();
        while (beside.Count < asked || (!quick && Stopwatch.GetElapsedTime(began) < Length))
            beside.Add(await Refer());
        await enough.CancelAsync();
        await Task.WhenAll(all);

        double before = Figure.Median(alone.Skip(quick ? 0 : Before));
        (double median, double most) = Spread(beside);
        (double usual, double longest) = Spread(answered);
        return
        [
            new Figure($"{bench}: a referral beside {others}, p50 and p99",
                FormattableString.Invariant($"{median:0.0} and {most:0.0} ms"), FormattableString.Invariant($"{before:0.0} ms alone"),
                median / before, $"p99 < {ReferralLimit} ms", most < ReferralLimit),
            new Figure($"{bench}: each of these ({answered.Count:N0}, of which {refused:N0} were told to come back), p50 and p99",
                FormattableString.Invariant($"{usual:0} and {longest:0} ms"), null, null, $"p99 < {othersLimit} ms", longest < othersLimit),
        ];

        static (double Median, double Most) Spread(IEnumerable<double> took) =>
            took.Order().ToArray() is var sorted ? (Figure.Median(sorted), sorted[sorted.Length * 99 / 100]) : default;

        async Task<double> Refer()
        {
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri("api/referrals", UriKind.Relative))
            {
                Content = new StringContent(InventedPeople.Body(people++), Encoding.UTF8, "application/json"),
                Headers = { { "X-Api-Key", key } },
            };
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await referring.SendAsync(request, cancellation);
            answer.EnsureSuccessStatusCode();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        async Task Ask(int caller)
        {
            for (int i = 0; !enough.IsCancellationRequested; i++)
            {
                using HttpRequestMessage request = ask(caller, i);
                long start = Stopwatch.GetTimestamp();
                using HttpResponseMessage answer = await asking.SendAsync(request, cancellation);
                bool isRefused = answer.StatusCode is HttpStatusCode.ServiceUnavailable;
                if (!isRefused && !answer.IsSuccessStatusCode && answer.StatusCode is not HttpStatusCode.UnprocessableEntity)
                    throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {answer.StatusCode}");
                await answer.Content.LoadIntoBufferAsync(cancellation);
                answered.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                first.Release();
                if (!isRefused)
                    continue;
                // Whoever is told to come back does, if sooner than most would.
                Interlocked.Increment(ref refused);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }
}
