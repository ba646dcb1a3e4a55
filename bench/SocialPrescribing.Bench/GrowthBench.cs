using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Bench;

/// <summary>
/// Everyday operations in services with a thousand to a million journeys: how much longer they take where there are more. All services run
/// at once and are asked in turns, so that other work on the machine slows each alike.
/// </summary>
internal static class GrowthBench
{
    private const double Limit = 1.5;
    private const int Supported = 40;
    /// <summary>Of the directory, which does not grow with the journeys.</summary>
    private const int Entries = 500;
    private const string Found = "find?lang=en&need=loneliness&stepFree=yes&cost=5&near=GU35&miles=10";
    /// <summary>As many as waited when counting them took two seconds.</summary>
    private const int Letters = 224_000;
    private const double MostForMail = 250;
    private static readonly DateTimeOffset Now = new(2027, 2, 3, 10, 0, 0, TimeSpan.Zero);

    private delegate Task Operation(Service service, CancellationToken cancellation);

    /// <summary>Each operation leaves whoever looks with as many open tasks and people as before.</summary>
    private static readonly (string What, Operation Do)[] All =
    [
        ("a referral by API, on the disk and answered", (s, c) => s.Refer(c)),
        ("its status, asked by its sender", (s, c) => s.Read($"api/referrals/{s.Referral}", "reference", c)),
        ("a note in a journey, on the disk", (s, c) => s.Note(c)),
        ("a journey looked at when it has nothing to do", (s, c) => s.Journeys.Advance(s.Supported[0], c)),
        ("whatever is due, found by the watch", (s, c) => s.Store.DueBy(Now, 100, c)),
        ("the page of a journey", (s, c) => s.Read($"journeys/{s.Supported[0]:N}", "To do now", c)),
        ("a link worker's own board", (s, c) => s.Read("board?view=mine", "Board", c)),
        ("a link worker's caseload", (s, c) => s.Read("caseload", $"{Supported} people", c)),
        ("a person found by their reference", (s, c) => s.Search(s.Reference, c)),
        ("a person found by their name", (s, c) => s.SearchByName(c)),
        ("the page behind a link in a letter", (s, c) => s.Read($"p/{s.Link}", "<form", c)),
        ("activities found by anybody (/find)", (s, c) => s.Read(Found, "Activity ", c)),
        ("the next letter to send", (s, c) => s.Outbox.First(Now, c)),
        // The page keeps them for ten seconds.
        ("the figures of /health/attention, counted anew", (s, c) => s.Watch.Health(c)),
    ];

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        int[] sizes = quick ? [100, 1_000] : [1_000, 10_000, 100_000, 1_000_000];
        List<Service> services = [];
        try
        {
            foreach (int size in sizes)
            {
                Stopwatch watch = Stopwatch.StartNew();
                services.Add(await Service.Start(size, cancellation));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {size:#,0} journeys in {services[^1].Megabytes:#,0} MB, after {watch.Elapsed.TotalSeconds:0} s"));
            }
            List<Figure> figures = [];
            foreach ((string what, Operation operation) in All)
                figures.AddRange(await Measure(services, what, operation, quick, cancellation));
            figures.Add(await CountMail(services[^1], quick ? 500 : Letters, quick ? 3 : 30, cancellation));
            return figures;
        }
        finally
        {
            foreach (Service service in services)
                await service.DisposeAsync();
        }
    }

    private static async Task<IEnumerable<Figure>> Measure(
        List<Service> services, string what, Operation operation, bool quick, CancellationToken cancellation)
    {
        (int warm, int rounds) = quick ? (1, 3) : (30, 200);
        List<double>[] took = [.. services.Select(_ => new List<double>())];
        for (int round = 0; round < warm + rounds; round++)
            foreach ((int i, Service service) in services.Index())
            {
                long start = Stopwatch.GetTimestamp();
                await operation(service, cancellation);
                if (round >= warm)
                    took[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        double least = Figure.Median(took[0]);
        return services.Zip(took, (service, times) => (service.Size, Median: Figure.Median(times))).Skip(1).Select(t => new Figure(
            string.Create(CultureInfo.InvariantCulture, $"growth: {what}, {t.Size:#,0} journeys, p50"), Milliseconds(t.Median),
            Milliseconds(least) + string.Create(CultureInfo.InvariantCulture, $" at {services[0].Size:#,0}"), t.Median / least,
            string.Create(CultureInfo.InvariantCulture, $"≤ {Limit}"), t.Median / least <= Limit));
    }

    /// <summary>The mail server has been away for long, and somebody looks at <c>/health/attention</c>.</summary>
    private static async Task<Figure> CountMail(Service service, int letters, int rounds, CancellationToken cancellation)
    {
        await service.Queue(letters, cancellation);
        List<double> took = [];
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            HealthFigures figures = await service.Watch.Health(cancellation);
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (figures.QueuedMessages < letters)
                throw new InvalidOperationException("The letters do not wait.");
        }
        double median = Figure.Median(took);
        return new Figure(
            string.Create(CultureInfo.InvariantCulture, $"growth: the same in the largest, with {letters:#,0} letters that wait, p50"),
            Milliseconds(median), $"{MostForMail} ms", median / MostForMail, $"< {MostForMail} ms", median < MostForMail);
    }

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} ms");

    /// <summary>One service, with a link worker who supports forty people.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly ScratchFolder _folder = new();
        private LocalHost _host = null!;
        private HttpClient _http = null!;
        private int _number = 1_000_000;

        private Service(int size) => Size = size;

        public int Size { get; }
        public long Megabytes { get; private set; }
        public List<Guid> Supported { get; } = [];
        public string Referral { get; private set; } = "";
        public string Reference { get; private set; } = "";
        public string Link { get; private set; } = "";
        private string Name { get; set; } = "";
        public JourneyService Journeys => _host.Services.GetRequiredService<JourneyService>();
        public IJourneyStore Store => _host.Services.GetRequiredService<IJourneyStore>();
        public Watch Watch => _host.Services.GetRequiredService<Watch>();
        public IOutbox Outbox => _host.Services.GetRequiredService<IOutbox>();

        public static async Task<Service> Start(int size, CancellationToken cancellation)
        {
            Service service = new(size);
            try
            {
                await service.Fill(cancellation);
                return service;
            }
            catch
            {
                await service.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            _http?.Dispose();
            if (_host is not null)
                await _host.DisposeAsync();
            _folder.Dispose();
        }

        public async Task Refer(CancellationToken cancellation)
        {
            Name = InventedPeople.Letters(_number);
            using StringContent body = new(InventedPeople.Body(_number++), Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await _http.PostAsync(new Uri("api/referrals", UriKind.Relative), body, cancellation);
            if (answer.StatusCode is not HttpStatusCode.Created)
                throw new InvalidOperationException($"Not taken in: {answer.StatusCode}");
            using JsonDocument receipt = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            (Referral, Reference) =
                (receipt.RootElement.GetProperty("id").GetString()!, receipt.RootElement.GetProperty("reference").GetString()!);
        }

        public async Task Read(string path, string expected, CancellationToken cancellation)
        {
            string page = await _http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation);
            if (!page.Contains(expected, StringComparison.Ordinal))
                throw new InvalidOperationException($"{path} does not show what it should.");
        }

        public async Task Search(string words, CancellationToken cancellation)
        {
            using FormUrlEncodedContent form = new([new("q", words)]);
            using HttpResponseMessage answer = await _http.PostAsync(new Uri("search", UriKind.Relative), form, cancellation);
            if (answer.Headers.Location is null)
                throw new InvalidOperationException($"Nobody was found: {answer.StatusCode}");
        }

        /// <summary>Whoever was referred last. Many have a name that begins with the same three letters.</summary>
        public async Task SearchByName(CancellationToken cancellation)
        {
            using FormUrlEncodedContent form = new([new("q", $"Peg{Name} O'Marr-{Name}")]);
            using HttpResponseMessage answer = await _http.PostAsync(new Uri("search", UriKind.Relative), form, cancellation);
            if (!(await answer.Content.ReadAsStringAsync(cancellation)).Contains($"Marr-{Name}", StringComparison.Ordinal))
                throw new InvalidOperationException($"Nobody of that name was found: {answer.StatusCode}");
        }

        /// <summary>Writes to one journey after the other, so that none grows longer than the rest.</summary>
        public Task Note(CancellationToken cancellation) =>
            Do(Supported[_number++ % Supported.Count], new Notes.Add("Sounded well, and looks forward to it."), cancellation);

        public async Task Queue(int letters, CancellationToken cancellation)
        {
            await using SqliteDatabase database = SqliteDatabase.Open(_folder.Path);
            await Population.QueueMail(database, letters, cancellation);
        }

        private async Task Do(Guid journey, JourneyCommand command, CancellationToken cancellation)
        {
            CommandResult result =
                await Journeys.Do(journey, command, Actor.Staff(await Leila(cancellation)), $"bench-{_number++}", null, cancellation);
            if (result is not CommandResult.Done)
                throw new InvalidOperationException($"{command.GetType().Name}: {result}");
        }

        private async Task<string> Leila(CancellationToken cancellation) =>
            (await _host.Services.GetRequiredService<StaffDirectory>().All(cancellation))[0].Id;

        private async Task Fill(CancellationToken cancellation)
        {
            await File.WriteAllTextAsync(
                Path.Combine(_folder.Path, LocalSettings.FileName), """{ "mail": { "perMinute": 1 } }""", cancellation);
            await Open(cancellation);
            await _host.Services.GetRequiredService<StaffDirectory>()
                .Add("leila@service.example", "Leila Marsh", StaffRole.Lead, cancellation);
            await Refer(cancellation);
            await Close();

            await using (SqliteDatabase database = SqliteDatabase.Open(_folder.Path))
            {
                await Population.SettleMail(database, cancellation);
                await Population.Multiply(database, Size, cancellation);
                await Population.Index(database, Size, cancellation);
            }

            await Open(cancellation);
            string leila = await Leila(cancellation);
            for (int i = 0; i < GrowthBench.Supported; i++)
            {
                await Refer(cancellation);
                Guid journey = CommitTemplate.Last(_folder.Path);
                Supported.Add(journey);
                await Do(journey, new Journeys.Intake.Accept(LinkWorker: leila), cancellation);
                await Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached), cancellation);
            }
            Journey first = (await _host.Services.GetRequiredService<IJourneyStore>().Find(Supported[0], cancellation))!.State;
            Link = _host.Services.GetRequiredService<SignedLinks>()
                .ToPerson(LinkPurpose.Preferences, first, "", first.Preferences.Email!);
            await _host.Services.GetRequiredService<ActivityDirectory>()
                .Import(Enumerable.Range(0, Entries).Select(FindBench.Row), dryRun: false, cancellation);
            Megabytes = new FileInfo(Path.Combine(_folder.Path, SqliteDatabase.FileName)).Length >> 20;
        }

        /// <summary>In a demo nobody signs in, and the pages are shown as to a lead.</summary>
        private async Task Open(CancellationToken cancellation)
        {
            _host = await LocalHost.Start(
                new LocalOptions(_folder.Path, new Uri("http://127.0.0.1:0"), new StandingClock(Now), "1s"), cancellation);
            Organisations organisations = _host.Services.GetRequiredService<Organisations>();
            Organisation surgery = await organisations.Ensure("Forest Surgery", perMinute: 10_000_000, cancellation);
            _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _host.Address };
            _http.DefaultRequestHeaders.Add("X-Api-Key", (await organisations.AddKey(surgery, cancellation)).Secret);
            _http.DefaultRequestHeaders.Add("Origin", _host.Address.GetLeftPart(UriPartial.Authority));
        }

        private async Task Close()
        {
            _http.Dispose();
            await _host.DisposeAsync();
        }
    }
}
