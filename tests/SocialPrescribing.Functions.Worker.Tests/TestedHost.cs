using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Grpc.Net.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.Extensions.Logging.Abstractions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Functions.Worker.Tests;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

[assembly: Needs("node", "npm")]
[assembly: FromOutside]

namespace SocialPrescribing.Http.Tests;

/// <summary>In this assembly: the published Azure host in a process, set up as on a developer's machine.</summary>
/// <remarks>A test that changes no setting gets the worker that another test has left, with empty tables.</remarks>
public static partial class TestedHost
{
    // Node ends it with this process.
    private static readonly Lazy<Task<Azurite>> _azurite = new(async () =>
    {
        Azurite azurite = new();
        await azurite.InitializeAsync();
        return azurite;
    });

    private static readonly ConcurrentBag<AzureHostRunning> _left = [];
    private static int _visitors;

    static TestedHost() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        // Not only the worker: its driver would start the next one at once, which nobody would end.
        foreach (AzureHostRunning host in _left)
            _ = host.Driver.DisposeAsync().AsTask();
    };

    public static async partial Task<TestedService> Start(SetUp setUp)
    {
        if (setUp.SendsMail)
            throw new NotSupportedException("The published host sends to a folder here.");
        bool isUsual = setUp is { Https: false, Pathway: null };
        if (!isUsual || !_left.TryTake(out AzureHostRunning? host))
            host = await AzureHostRunning.Start(await _azurite.Value, at: setUp.At, change: settings => Set(settings, setUp));
        else
            await BeginAnew(host, setUp.At);
        return new OnWorker(host, setUp.At, setUp.Machine, isUsual);
    }

    /// <summary>A host that a test has set up by itself. It is disposed of with the service.</summary>
    /// <param name="at">Where its clocks stand. They move together.</param>
    internal static TestedService On(AzureHostRunning host, DateTimeOffset at)
    {
        MovedClock machine = new(at);
        OnWorker service = new(host, at, machine, isLeft: false);
        service.Clock.Moved += () => machine.MoveTo(service.Clock.GetUtcNow());
        return service;
    }

    private static void Set(Dictionary<string, string> settings, SetUp setUp)
    {
        settings["SocialPrescribing__Name"] = "Riverside Social Prescribing";
        settings["SocialPrescribing__DiscreetName"] = "Riverside House";
        settings["SocialPrescribing__Mail__PerMinute"] = settings["SocialPrescribing__Mail__PerHour"] = "0";
        if (setUp.Https)
            settings["SocialPrescribing__PublicUrl"] = "https://localhost:7071";
        if (setUp.Pathway is { } pathway)
        {
            string file = Path.Combine(settings["SocialPrescribing__Mail__Folder"], "pathway.json");
            File.WriteAllText(file, pathway);
            settings["SocialPrescribing__Pathway"] = file;
        }
    }

    /// <summary>The worker goes on with empty tables and its clock set back.</summary>
    private static async Task BeginAnew(AzureHostRunning host, DateTimeOffset at)
    {
        // Work that is under way is finished on the tables on which it began.
        int idle = 0;
        await host.Eventually("nothing is in hand", () => Task.FromResult((idle = host.Driver.Worker!.IsIdle ? idle + 1 : 0) is 3));
        host.Unreadable.Clear();
        TableServiceClient tables = host.Get<TableServiceClient>();
        string prefix = host.Get<TableStorageOptions>().Prefix;
        await foreach (TableItem table in tables.QueryAsync(t => t.Name.CompareTo(prefix) > 0 && t.Name.CompareTo(prefix + "~") < 0))
            await tables.DeleteTableAsync(table.Name);
        await host.Get<TableStorage>().Create(default);
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(host.ClockFile)!).Where(f => f != host.ClockFile))
            File.Delete(file);
        // The worker keeps the directory for a minute, and an earlier test's tables may have the same mark. On another day it reads
        // it again.
        host.SetClocks(at.AddYears(-1), at.AddYears(-1));
        (await host.Http.GetAsync(new Uri("/open-referral/services", UriKind.Relative))).Dispose();
        host.SetClocks(at, at);
        // Journeys that are gone sleep for ever. The postman runs once and sleeps until it is nudged.
        await host.Timers.Forget(host.Driver.Hub, butFor: PostmanOrchestration.Instance);
    }

    private sealed class OnWorker : TestedService
    {
        private readonly AzureHostRunning _host;
        private readonly GrpcChannel _line;
        private readonly GrpcDurableTaskClient _client;
        private readonly MovedClock _machine;
        private readonly bool _isLeft;

        public OnWorker(AzureHostRunning host, DateTimeOffset at, MovedClock? machine, bool isLeft)
        {
            (_host, _isLeft, Clock, _machine) = (host, isLeft, new MovedClock(at), machine ?? new MovedClock(at));
            _line = GrpcChannel.ForAddress(host.Driver.Rpc);
            _client = new GrpcDurableTaskClient("tests", new GrpcDurableTaskClientOptions { Channel = _line }, NullLogger.Instance);
            Clock.Moved += Set;
            _machine.Moved += Set;

            void Set() => host.SetClocks(Clock.GetUtcNow(), _machine.GetUtcNow());
        }

        public override Uri Address => _host.Http.BaseAddress!;
        public override Uri Origin => _host.Origin;
        public override MovedClock Clock { get; }
        public override IReadOnlyList<StoredLetter> Letters => LettersIn(_host.Mail);
        public override T Get<T>() => _host.Get<T>();

        public override async Task Settle()
        {
            // A commit by a test itself nudges nobody. So this wakes what is due, as the watch would.
            DurableRuntime runtime = Get<DurableRuntime>();
            runtime.Use(_client);
            foreach (DueJourney due in await Get<IJourneyStore>().DueBy(Clock.GetUtcNow(), 1_000, default))
                await runtime.Nudge(due.Journey, due.Due, default);
            await Get<Digests>().Queue(default);
            await runtime.NudgePostman(default);
            await _host.Settle();
        }

        public override void SeesWhatIsNew() => _machine.Move(TimeSpan.FromMinutes(1));

        /// <summary>Each visitor comes from another address, as the platform's front end reports it.</summary>
        public override void Connect(Visitor visitor)
        {
            int number = Interlocked.Increment(ref _visitors);
            visitor.Carries("X-Forwarded-For", $"198.51.{number / 250}.{number % 250}");
        }

        public override Task<StaffMember> LetSignIn(StaffMember member) => LetSignInWithPassword(member);
        public override Task SignIn(Visitor visitor, StaffMember member) => SignInWithPassword(visitor, member);
        public override Task<(string Header, string Value)> SignedIn(StaffMember member) => SignedInWithPassword(member);
        public override string SignInFor(string path) => "/sign-in?next=" + Uri.EscapeDataString(path);
        public override bool HidesService(StoredLetter letter) => letter.From.StartsWith("Riverside House <", StringComparison.Ordinal);

        public override Task Spoil(Guid journey)
        {
            _host.Unreadable.Add(journey);
            return Spoiled.Make(Get<TableServiceClient>(), Get<TableStorageOptions>().Prefix, journey);
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await _client.DisposeAsync();
            _line.Dispose();
            if (_isLeft)
                _left.Add(_host);
            else
                await _host.DisposeAsync();
        }
    }
}
