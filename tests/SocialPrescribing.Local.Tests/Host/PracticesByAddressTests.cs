using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>The command line loads the list of practices into a running service, on either host.</summary>
public sealed class PracticesByAddressTests : IDisposable
{
    private readonly DataFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task An_admin_sends_the_published_list_to_a_running_service_and_nobody_else_does()
    {
        string file = Path.Combine(Directory.CreateDirectory(_files.Path).FullName, "epraccur.csv");
        await File.WriteAllTextAsync(file, PracticesCommandTests.Row("J82155", "A") + PracticesCommandTests.Row("J82156", "Q"));
        await using OneMachine machine = await OneMachine.Start();
        Task<(int Code, string Out, string Error)> Import(string token) => RunningProgram.Run(
            ["practices", "import", file, "--url", machine.Host.Address.ToString()],
            new Dictionary<string, string> { [RunningService.TokenVariable] = token });
        (int refused, _, string why) = await Import((await machine.AddStaff(StaffRole.Lead, "Leila Marsh")).Token);
        Assert.Equal(1, refused);
        Assert.Single(why.Trim().Split('\n'));
        string admin = (await machine.AddStaff(StaffRole.Admin, "Ada Boss")).Token;

        (int code, string said, string error) = await Import(admin);

        Assert.True(code is 0, error);
        Assert.Equal("line 2\tleft out\tits status is not one that is known\n1 practices taken; 1 lines left out",
            said.Trim().ReplaceLineEndings("\n"));
        Assert.Equal("MILL LANE SURGERY", (await machine.Get<Practices>().Now(default)).Find("J82155")?.Name);
        Assert.Equal("epraccur.csv", (await machine.Get<Practices>().Source(default))?.File);
        // A file that is not such a list leaves the old list in place.
        await File.WriteAllTextAsync(file, "name,provider\nChoir,Voices\n");
        (refused, _, why) = await Import(admin);
        Assert.Equal(1, refused);
        Assert.Single(why.Trim().Split('\n'));
        Assert.Equal(1, (await machine.Get<Practices>().Source(default))?.Count);
    }
}
