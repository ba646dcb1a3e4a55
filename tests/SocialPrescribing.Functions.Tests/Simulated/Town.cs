using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Invented;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>A promise was broken.</summary>
internal sealed class BrokenPromiseException(string what, long step = 0) : Exception(what)
{
    public long Step => step;
}

/// <summary>
/// The whole Azure host in one thread: some machines that share one set of tables, one hub and one mail service, the people who use it, and
/// the weather. All of it follows from the seed.
/// </summary>
internal sealed class Town
{
    private static readonly DateTimeOffset _monday = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);
    /// <summary>Longer than anything that is under way can take: claims, leases, pauses of the postman and of orchestrations.</summary>
    private static readonly TimeSpan _settling = TimeSpan.FromHours(3);
    /// <summary>The watch after the storm. In production it runs more often, but that would find nothing more.</summary>
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMinutes(20);
    private const int MostMachines = 3;

    private readonly List<Process> _alive = [];
    private readonly MemoryDocuments _documents;
    private readonly Action<IServiceCollection>? _plant;
    private readonly int _seed;
    private readonly double _endsOne;
    private int _machines;
    private bool _isOver;

    /// <param name="plant">Breaks something in each machine on purpose, to see that it is found.</param>
    public Town(int seed, Action<IServiceCollection>? plant = null)
    {
        (_seed, _plant) = (seed, plant);
        World = new World(seed, _monday);
        Weather = new Weather(World) { IsCalm = true };
        Hub = new SimulatedHub(World, Weather, Any);
        Mail = new SimulatedMail(World, Weather);
        _documents = new MemoryDocuments(World);
        People = new People(this);
        Tables.Trouble = Weather;
        _endsOne = World.Random.Next(2) is 0 ? 0 : 8_000;
        World.BeforeStep = Break;
    }

    /// <summary>How many machines there have been.</summary>
    public int Machines => _machines;
    public World World { get; }
    public Weather Weather { get; }
    public FakeTables Tables { get; } = new();
    public SimulatedHub Hub { get; }
    public SimulatedMail Mail { get; }
    public People People { get; }
    public IReadOnlyList<StaffMember> Staff { get; private set; } = [];
    /// <summary>While true, nobody begins anything new.</summary>
    public bool IsResting { get; private set; }

    /// <summary>Runs the town on a thread of its own, on which only its own schedulers are ever current.</summary>
    /// <exception cref="BrokenPromiseException">Contains the command that repeats the run.</exception>
    public static Town Live(int seed, long steps, Action<IServiceCollection>? plant = null)
    {
        Town? town = null;
        Exception? error = null;
        Thread thread = new(() =>
        {
            try
            {
                town = new Town(seed, plant);
                Chance.Simulate(town.World.Random, town.World);
                town.Live(steps);
            }
            catch (Exception e)
            {
                error = e;
            }
        });
        thread.Start();
        thread.Join();
        return error is null ? town! : throw new BrokenPromiseException(
            $"SEED={seed}: at step {town?.World.Steps} ({town?.World.Now:u}): "
            + ((error as BrokenPromiseException)?.Message ?? error.ToString())
            + (Environment.GetEnvironmentVariable("LATELY") is null ? "" : "\n" + string.Join('\n', town?.World.Lately ?? [])),
            town?.World.Steps ?? 0);
    }

    private void Live(long steps)
    {
        Begin();
        _ = World.Network.Start(Watch);
        People.Begin();
        while (World.Steps < steps)
        {
            (Weather.IsCalm, IsResting) = (false, false);
            long until = World.Steps + World.Random.Next(1_000, 6_000);
            RunWhile(() => World.Steps < until);
            Settle();
        }
        _isOver = true;
        foreach (Process process in _alive)
            process.Dispose();
    }

    /// <summary>After a storm, waits until everything that was begun has ended and been repaired. Then checks all promises.</summary>
    private void Settle()
    {
        (Weather.IsCalm, IsResting) = (true, true);
        World.Note("calm");
        while (_alive.Count is 0)
            Bear();
        for (DateTimeOffset settled = World.Now + _settling; World.Now < settled;)
        {
            DateTimeOffset next = World.Now + _betweenLooks;
            World.At(next, () => { });
            RunWhile(() => World.Now < next);
            _ = World.Network.Start(Look);
        }
        Process process = _alive[0];
        Tables.Trouble = null;
        Task<bool> looked = World.Alone(async () =>
        {
            await new Promises(this, process).AreKept();
            return true;
        });
        Tables.Trouble = Weather;
        looked.GetAwaiter().GetResult();
    }

    private void RunWhile(Func<bool> goesOn)
    {
        while (goesOn() && People.Broken is null && World.Step())
        {
        }
        if (People.Broken is { } broken)
            throw broken;
    }

    private void Begin()
    {
        Bear();
        Task<bool> ready = _alive[0].Machine.Start(async () =>
        {
            await _alive[0].Get<Functions.Storage.TableStorage>().Create(default);
            StaffDirectory staff = _alive[0].Get<StaffDirectory>();
            List<StaffMember> members = [];
            foreach ((string name, StaffRole role) in ((string, StaffRole)[])[("Sam", StaffRole.LinkWorker), ("Kim", StaffRole.LinkWorker),
                ("Lee", StaffRole.Lead), ("Sol", StaffRole.SafeguardingLead)])
                members.Add((await staff.Add($"{name.ToLowerInvariant()}@service.example", name, role, default))!);
            Staff = members;
            return true;
        });
        RunWhile(() => !ready.IsCompleted);
        ready.GetAwaiter().GetResult();
        for (int more = World.Random.Next(MostMachines); more > 0; more--)
            Bear();
    }

    private void Bear()
    {
        if (!_isOver)
            _alive.Add(new Process(World, ++_machines, Tables, Mail, _documents, _plant));
    }

    private void Break()
    {
        if (Weather.IsCalm)
            return;
        if (Weather.Dies && _alive.Count > 0)
        {
            Process dies = _alive[World.Random.Next(_alive.Count)];
            World.Note($"dies {dies.Machine.Number}");
            _alive.Remove(dies);
            dies.Machine.Die();
            World.At(World.Now + World.Within(TimeSpan.Zero, TimeSpan.FromMinutes(3)), Bear);
        }
        if (Weather.Stands && _alive.Count > 0)
        {
            Process stands = _alive[World.Random.Next(_alive.Count)];
            World.Note($"stands {stands.Machine.Number}");
            stands.Machine.Stand(World.Within(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(6)));
        }
        if (Weather.Happens(_endsOne))
            Hub.EndOne();
    }

    public Process? Any() => _alive.Count is 0 ? null : _alive[World.Random.Next(_alive.Count)];

    /// <summary>Lets some machine do the work. <see cref="Outcome{T}.Lost"/> if there is none.</summary>
    public async Task<Outcome<T>> Ask<T>(Func<Process, Task<T>> work)
    {
        await Weather.Way();
        Outcome<T> outcome = Any() is not { } process ? new Outcome<T>.Lost() : await process.Machine.Do(() =>
        {
            process.Get<DurableRuntime>().Use(Hub);
            return work(process);
        });
        await Weather.Way();
        // To the caller this looks like a broken connection.
        return Weather.Lost ? new Outcome<T>.Lost() : outcome;
    }

    /// <summary>The watch's timer. It may be late, or fire while the last round still runs.</summary>
    private async Task<bool> Watch()
    {
        while (!_isOver)
        {
            // Most rounds find nothing, so the real interval is used only now and then, and longer ones otherwise.
            await World.Pass(Service.Watch.Watch.Every * World.Random.Next(8) switch { < 2 => 150, < 4 => 12, _ => 1 });
            if (IsResting)
                continue;
            Task<bool> looks = Look();
            if (Weather.Doubled)
                _ = Look();
            if (World.Random.Next(4) > 0)
                await looks;
        }
        return true;
    }

    private async Task<bool> Look()
    {
        if (Any() is not { } process)
            return false;
        bool wasCalm = Weather.IsCalm;
        Outcome<bool> outcome = await process.Machine.Do(async () =>
        {
            await process.Get<WatchTimer>().Look(new TimerInfo(), Hub, default);
            return true;
        });
        if (wasCalm && outcome is Outcome<bool>.Failed { Error: var error })
            People.Break($"The watch failed though nothing was wrong: {error}");
        return true;
    }
}
