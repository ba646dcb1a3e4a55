using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>The command line loads postcodes into a running service, on either host.</summary>
public sealed class PlacesByAddressTests : IDisposable
{
    private readonly DataFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task An_admin_sends_a_published_file_to_a_running_service_and_nobody_else_does()
    {
        string file = Path.Combine(Directory.CreateDirectory(_files.Path).FullName, "ONSPD.csv");
        await File.WriteAllTextAsync(file, "pcds,lat,long\nGU35 0BP,51.1128,-0.8589\nJE2 3AB,99.999999,0\n");
        await using OneMachine machine = await OneMachine.Start();
        Task<(int Code, string Out, string Error)> Import(string token) => RunningProgram.Run(
            ["places", "import", file, "--url", machine.Host.Address.ToString()],
            new Dictionary<string, string> { [RunningService.TokenVariable] = token });
        (int refused, _, string why) = await Import((await machine.AddStaff(StaffRole.Lead, "Leila Marsh")).Token);
        Assert.Equal(1, refused);
        Assert.Single(why.Trim().Split('\n'));

        (int code, string said, string error) = await Import((await machine.AddStaff(StaffRole.Admin, "Ada Boss")).Token);

        Assert.True(code is 0, error);
        Assert.Equal("1 postcodes taken", said.Trim());
        Assert.NotNull(await machine.Get<IPlaces>().Find("GU35 0BP", default));
        Assert.Equal("ONSPD.csv", (await machine.Get<IPlaces>().Source(default))?.File);
    }
}
