using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Quartz;
using SQLitePCL;

namespace SocialPrescribing.Bench;

/// <summary>
/// Quartz.NET with its persistent store on SQLite, set up to be fast: a batch as large as its pool, no misfires, nothing logged.
/// </summary>
internal static class QuartzPeer
{
    private const int Threads = 64;

    /// <summary>Runs jobs that are all due when the scheduler starts, each with its own trigger, until the last is done.</summary>
    public static async Task<double> FirePerSecond(int jobs, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        string file = Path.Combine(folder.Path, "quartz.db");
        using (SqliteConnection first = new($"Data Source={file};Pooling=False"))
        {
            first.Open();
            using SqliteCommand wal = first.CreateCommand();
            wal.CommandText = "PRAGMA journal_mode = WAL";
            wal.ExecuteNonQuery();
        }
        IScheduler scheduler = await QuartzSchedulerBuilder.Create(quartz => quartz
            .ConfigureScheduler(options =>
            {
                options.MaxBatchSize = Threads;
                options.BatchTriggerAcquisitionFireAheadTimeWindow = TimeSpan.FromSeconds(1);
            })
            .UseDefaultThreadPool(Threads)
            .UsePersistentStore(store => store
                .UseSqlite(SameSettings.Factory, $"Data Source={file}")
                .ProvisionSchema()
                .ConfigureStore(options => options.MisfireThreshold = TimeSpan.FromDays(1)))).BuildScheduler(cancellation);
        try
        {
            Fired.Expect(jobs);
            foreach (int[] some in Enumerable.Range(0, jobs).Chunk(1_000))
                await scheduler.ScheduleJobs(some.ToDictionary(
                    number => JobBuilder.Create<Fired>().WithIdentity($"job-{number}").Build(),
                    number =>
                        (IReadOnlyCollection<ITrigger>)[TriggerBuilder.Create().WithIdentity($"trigger-{number}").StartNow().Build()]),
                        cancellationToken: cancellation);

            Stopwatch watch = Stopwatch.StartNew();
            await scheduler.Start(cancellation);
            await Fired.Last.WaitAsync(cancellation);
            return jobs / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
            SqliteConnection.ClearAllPools();
        }
    }

    public sealed class Fired : IJob
    {
        private static int _left;
        private static TaskCompletionSource _last = new();

        public static Task Last => _last.Task;

        public static void Expect(int jobs) =>
            (_left, _last) = (jobs, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Decrement(ref _left) is 0)
                _last.SetResult();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Pooled connections with the settings of the service's own writer, made once for each connection.</summary>
    private sealed class SameSettings : DbProviderFactory
    {
        public static SameSettings Factory { get; } = new();

        public override DbConnection CreateConnection() => new Connection();
        public override DbCommand CreateCommand() => new SqliteCommand();
        public override DbParameter CreateParameter() => new SqliteParameter();

        private sealed class Connection : SqliteConnection
        {
            private static readonly ConditionalWeakTable<sqlite3, object> Set = [];

            public override void Open()
            {
                base.Open();
                if (!Set.TryAdd(Handle!, this))
                    return;
                using SqliteCommand pragmas = CreateCommand();
                pragmas.CommandText =
                    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA "
                        + "journal_size_limit = 67108864;";
                pragmas.ExecuteNonQuery();
            }
        }
    }
}
