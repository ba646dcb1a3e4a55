using System.Net.Http;
using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Functions.Tests.Storage;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>
/// How often each kind of trouble happens: once in so many calls, drawn for each seed, so that some seeds have much of one kind and nothing
/// of another. Zero means never.
/// </summary>
internal sealed class Weather(World world) : ITrouble
{
    private static readonly double[] _oneIn = [0, 15, 40, 120, 400];

    private readonly double _failsBefore = Draw(world), _failsAfter = Draw(world), _repeats = Draw(world), _slow = Draw(world),
        _verySlow = Draw(world) * 4, _lost = Draw(world) / 4, _doubled = Draw(world) / 4, _dies = Draw(world) * 40,
        _stands = Draw(world) * 60;

    private static double Draw(World world) => _oneIn[world.Random.Next(_oneIn.Length)];

    /// <summary>While true, nothing more goes wrong. What went wrong before is not undone.</summary>
    public bool IsCalm { get; set; }
    /// <summary>Calls in which something could have gone wrong.</summary>
    public long Calls { get; private set; }
    public long Faults { get; private set; }
    public Action<string, IReadOnlyList<TableTransactionAction>>? OnWritten { get; set; }

    public bool Lost => Happens(_lost);
    public bool Doubled => Happens(_doubled);
    public bool Dies => Happens(_dies);
    public bool Stands => Happens(_stands);
    public bool FailsBefore => Happens(_failsBefore);
    public bool FailsAfter => Happens(_failsAfter);

    public bool Happens(double oneIn)
    {
        if (IsCalm || !world.Happens(oneIn))
            return false;
        Faults++;
        return true;
    }

    public void Written(string table, IReadOnlyList<TableTransactionAction> actions) => OnWritten?.Invoke(table, actions);

    public Task<T> Carry<T>(string table, string request, Func<T> effect, bool mayRepeat) => world.Network.Start(async () =>
    {
        Calls++;
        world.Note($"{table} {request}");
        await Way();
        if (Happens(_failsBefore))
            throw Failure(nothingWasDone: true);
        if (mayRepeat && Happens(_repeats))
        {
            try
            {
                effect();
            }
            catch (RequestFailedException)
            {
                // The caller does not hear of this failure either.
            }
            world.Note("answer lost");
            await world.Pass(world.Within(TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(20)));
        }
        T answer = effect();
        await Way();
        if (mayRepeat && Happens(_failsAfter))
            throw Failure(nothingWasDone: false);
        return answer;
    });

    /// <summary>The time that a request or its answer is on its way.</summary>
    public async Task Way()
    {
        if (Happens(_verySlow))
            // As long as the client waits through all its retries.
            await world.Pass(world.Within(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60)));
        else if (Happens(_slow))
            await world.Pass(world.Within(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(3)));
        else if (world.Random.Next(4) is 0)
            await world.Pass(world.Within(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20)));
    }

    /// <summary>The exception that the client throws after its last retry.</summary>
    private Exception Failure(bool nothingWasDone)
    {
        int kind = world.Random.Next(3);
        world.Note($"fails {nothingWasDone} {kind}");
        return kind switch
        {
            0 => new RequestFailedException(nothingWasDone ? 503 : 500, "ServerBusy", "ServerBusy", null),
            1 => new RequestFailedException(nothingWasDone ? 429 : 504, "OperationTimedOut", "OperationTimedOut", null),
            _ => new AggregateException(new RequestFailedException(0, "Nobody answers."), new HttpRequestException("The line is cut.")),
        };
    }
}
