using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;
using static SocialPrescribing.Local.Tests.Host.Story;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>A service that was paused for a move.</summary>
public sealed partial class MovingTests
{
    [Fact]
    public async Task A_service_that_is_running_is_read_over_HTTP_once_it_rests()
    {
        MovedClock machineClock = new(DateTimeOffset.UtcNow);
        await using OneMachine old =
            await OneMachine.Start(London("2027-02-02 12:00"), _old.Folder, keepData: true, mailer: new NoMail(), machine: machineClock);
        string admin = (await old.AddStaff(StaffRole.Admin, "Ada Boss")).Token;
        Assert.Equal("not-resting", (string)(await Ask(old, HttpMethod.Get, "api/export", admin)).Body["code"]!);
        Dictionary<string, string> token = new() { [RunningService.TokenVariable] = admin };
        Assert.Equal(0, (await RunningProgram.Run(["rest", "--url", old.Host.Address.ToString()], token)).Code);
        Assert.Equal("asked", await Rests(old));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Ask(old, HttpMethod.Get, "api/export", admin)).Status);
        machineClock.Move(Standstill.Settling);

        string read = Path.Combine(_files.Path, "read.ndjson");
        (int code, _, string error) = await RunningProgram.Run(["export", read, "--from", old.Host.Address.ToString()], token);
        Assert.True(code is 0, error);
        string[] journeys = [.. (await File.ReadAllLinesAsync(_file)).Where(IsOfAJourney)];
        Assert.NotEmpty(journeys);
        Assert.Equal(journeys, (await File.ReadAllLinesAsync(read)).Where(IsOfAJourney));

        Assert.Equal(0, (await RunningProgram.Run(["rest", "--end", "--url", old.Host.Address.ToString()], token)).Code);
        Assert.Null(await Rests(old));

        static bool IsOfAJourney(string line) =>
            line.StartsWith("{\"kind\":\"commit\"", StringComparison.Ordinal)
                || line.StartsWith("{\"kind\":\"journey\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_was_put_to_rest_stays_at_rest_when_it_is_served()
    {
        Assert.Equal(0, (await RunningProgram.Run("rest", "--data", _old.Path)).Code);
        await using (OneMachine machine = await OneMachine.Start(London("2027-02-05 15:00"), _old.Folder, keepData: true))
        {
            int before = Letters(machine).Count;
            await machine.Settle();
            Assert.Equal("asked", await Rests(machine));
            Assert.Equal(before, Letters(machine).Count);

            (int code, _, string error) = await RunningProgram.Run("keys", "add", "New Surgery", "--data", _old.Path);
            Assert.Equal(1, code);
            Assert.Contains("rests", error, StringComparison.Ordinal);

            Assert.Equal(0, (await RunningProgram.Run("rest", "--end", "--data", _old.Path)).Code);
            await machine.Settle();
            Assert.Null(await Rests(machine));
            Assert.NotEqual(before, Letters(machine).Count);
        }
    }
}
