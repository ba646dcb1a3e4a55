using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Local.Tests.Program;

namespace SocialPrescribing.Faults.Tests;

/// <summary>What the operator is told during a fault and after it.</summary>
internal sealed partial class Life
{
    /// <summary>What the operator is told while a fault lasts. Null for a fault that stops no work.</summary>
    private static string? WhyNot(Fault fault) => fault switch
    {
        Fault.FullDisk => "the disk is full|may be full",
        Fault.ReadOnlyDisk => "[Rr]ead-only|does not read or write",
        Fault.FailingFlush or Fault.FailingWrites => "the disk does not read or write",
        _ => null,
    };

    /// <summary>It is better not to start than to refuse everybody.</summary>
    private async Task RefusesToStart(Round round)
    {
        GoesWrong(round with { Until = 0 });
        (int code, string said, string error) = await RunningProgram.Run(
            ["serve", "--data", _data.Path, "--urls", "http://127.0.0.1:0"], _shim.Environment);
        _shim.Heal();
        if (code is not 1 || said.Length > 0 || error.Split('\n', StringSplitOptions.RemoveEmptyEntries) is not [var sentence]
            || !Regex.IsMatch(sentence, WhyNot(round.Fault)!))
            _wrong.Add($"Started under {round.Fault} it ended with {code} and said: {said}{error}");
    }

    private async Task OperatorIsTold(RunningProgram program, string why)
    {
        using HttpResponseMessage answer = await program.Http.GetAsync("health/ready");
        string said = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable || !Regex.IsMatch(said, why))
            _wrong.Add($"Ready said {(int)answer.StatusCode} {said} while the fault stood ({_shim.Failed} calls had failed).");
        else
            await program.Says(new Regex($"Nothing can be taken in: .*({why})"));
    }

    /// <summary>If the disk is only slow or the mail server is away, the service works, but somebody should look at it.</summary>
    private async Task OperatorIsWarned(RunningProgram program, Fault fault)
    {
        if (fault is Fault.MailServerDrops)
            await program.Says(new Regex("Mail is not taken, and is tried again: The mail server "));
        if (fault is not Fault.SlowDisk)
            return;
        // The last health report is no longer kept.
        _shim.Offset += _healthIsKept;
        (await program.Http.GetAsync("health/ready")).EnsureSuccessStatusCode().Dispose();
        using HttpResponseMessage answer = await program.Http.GetAsync("health/attention");
        string attention = await answer.Content.ReadAsStringAsync();
        if (!attention.Contains("\"store-slow\"", StringComparison.Ordinal))
            _wrong.Add($"While the disk was slow the service said {attention}");
        else
            await program.Says(new Regex("The store is slow: a write took [0-9]{3,} ms"));
    }

    private async Task IsWellAgain(RunningProgram program)
    {
        // The last health report is no longer kept.
        _shim.Offset += _healthIsKept;
        using HttpResponseMessage answer = await program.Http.GetAsync("health/ready");
        if (answer.StatusCode is not HttpStatusCode.OK)
            _wrong.Add($"Once it was over, ready said {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
