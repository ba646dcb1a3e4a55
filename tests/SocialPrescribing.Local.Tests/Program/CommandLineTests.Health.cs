using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>What whoever looks after the process is told.</summary>
public sealed partial class CommandLineTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_looks_after_the_process_asks_whether_it_is_well(bool isWell)
    {
        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        // This is the last thing that a start prints, so nothing more is written after it.
        await program.Says(new Regex("Stop it with"));
        if (!isWell)
            Sql("CREATE TRIGGER no_room BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'no room'); END");

        int code, asked = 0;
        string said, error;
        // A machine that has too much to do answers too late, and the next time in time.
        do
            (code, said, error) = await RunningProgram.Run("health", "--url", program.Http.BaseAddress!.ToString());
        while (error.StartsWith("No answer", StringComparison.Ordinal) && ++asked < 9);

        Assert.Equal(isWell ? (0, "ready\n", "") : (1, "", error), (code, said, error));
        if (!isWell)
            Assert.Matches(@"\ANot ready \(503\): .+\n\z", error);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_not_well()
    {
        using TcpListener nobody = new(IPAddress.Loopback, 0);
        nobody.Start();
        int port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();

        Assert.Equal((1, "", $"Nothing answers at http://127.0.0.1:{port}/.\n"),
            await RunningProgram.Run("health", "--url", $"http://127.0.0.1:{port}"));
        Assert.Equal(2, (await RunningProgram.Run("health", "--url", "http://elsewhere.example")).Code);
    }

    [Fact]
    public async Task A_service_that_is_there_and_says_nothing_is_not_well_either()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;

        Assert.Equal((1, "", $"No answer from http://127.0.0.1:{port}/ within 10 seconds.\n"),
            await RunningProgram.Run("health", "--url", $"http://127.0.0.1:{port}"));
    }
}
