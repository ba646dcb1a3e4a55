using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>Somebody is erased, the disk breaks, and the backup of the day before is restored as docs/operations.md describes.</summary>
public sealed class RestoredBackupTests : IDisposable
{
    private readonly DataFolder _data = new(), _backups = new();

    public void Dispose()
    {
        _data.Dispose();
        _backups.Dispose();
    }

    [Fact]
    public async Task Whoever_was_erased_since_the_backup_is_gone_before_anybody_comes_in()
    {
        string copy = Path.Combine(_backups.Path, SqliteDatabase.FileName);
        Guid person;
        string[] counted;
        await using (OneMachine machine = await OneMachine.Start(data: _data.Folder, keepData: true))
        {
            (await machine.Refer((await machine.AddOrganisation()).Key, OneMachine.Referral())).EnsureSuccessStatusCode();
            person = await machine.Get<IJourneyStore>().All(default).FirstAsync();
            await machine.Settle();
            Assert.NotEmpty(machine.Letters);
            // At the time of the backup nobody had even read the referral.
            Assert.Equal(0, (await RunningProgram.Run("backup", copy, "--data", _data.Path)).Code);
            await Give(machine, person, new Intake.Decline("Somebody else helps already."));
            Journey journey = (await machine.Get<IJourneyStore>().Find(person, default))!.State;
            Assert.Null(await machine.Get<Erasing>().Ask(journey, ErasureReason.PersonAsked, "lead-1", default));
            Assert.Null(await machine.Get<Erasing>().Agree(journey, "lead-2", default));
            Assert.Equal(1, await machine.Get<Erasing>().GoOn(default));
            counted = await Counted(machine);
        }
        foreach (string file in Directory.GetFiles(_data.Path, $"{SqliteDatabase.FileName}*"))
            File.Delete(file);
        File.Copy(copy, Path.Combine(_data.Path, SqliteDatabase.FileName));

        await using (OneMachine machine = await OneMachine.Start(data: _data.Folder, keepData: true))
        {
            Assert.IsType<LoadedJourney.Erased>(await machine.Get<IJourneyStore>().Load(person, default));
            Assert.Equal(counted, await Counted(machine));
            await machine.Settle();
            Assert.DoesNotContain(machine.Letters, l => l.To.StartsWith("josie", StringComparison.OrdinalIgnoreCase));
        }
        // The list has them once, and only whoever runs the service can read it.
        string list = Path.Combine(_data.Path, ErasedList.FileName);
        Assert.Contains($"{person}", Assert.Single(await File.ReadAllLinesAsync(list)), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(list));
    }

    [Fact]
    public async Task A_line_that_a_power_cut_has_torn_costs_that_line_alone()
    {
        ErasedList list = new(_data.Path);
        LoadedJourney.Erased first = New(), second = New();
        await list.Add(first, default);
        string file = Path.Combine(_data.Path, ErasedList.FileName);
        await File.AppendAllTextAsync(file, (await File.ReadAllTextAsync(file))[..60]);

        await list.Add(second, default);
        await list.Add(second, default);

        Assert.Equal([first, second], await list.Read(default));
        Assert.Equal(3, (await File.ReadAllLinesAsync(file)).Length);
    }

    private static LoadedJourney.Erased New() => new(
        new Tombstone(Guid.NewGuid(), new DateOnly(2027, 1, 4), null, OneMachine.Monday, ErasureReason.Ordered, null, null, "hash"), 3,
        "{}");

    private static async Task<string[]> Counted(OneMachine machine) =>
        [.. (await machine.Get<IJourneyStore>().Facts(null, null, default).ToListAsync()).Select(f => f.Json)];

    private static async Task Give(OneMachine machine, Guid journey, JourneyCommand command) =>
        Assert.IsType<CommandResult.Done>(await machine.Get<JourneyService>()
            .Do(journey, command, Actor.Staff("test"), Guid.NewGuid().ToString("N"), null, default));
}
