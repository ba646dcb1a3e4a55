using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Faults.Tests;

/// <summary>What whoever runs the service hears while something is wrong, and after it.</summary>
internal sealed partial class Life
{
    private static readonly TimeSpan _untilMailIsLate = HealthFigures.UrgentWithin + TimeSpan.FromMinutes(1);

    /// <summary>What the operator is told of a fault, while it stands; null for what stops no work.</summary>
    private static string? WhyNot(Fault fault) => fault switch
    {
        Fault.FullDisk => "the disk is full|may be full",
        Fault.ReadOnlyDisk => "[Rr]ead-only|does not read or write",
        Fault.FailingFlush or Fault.FailingWrites => "the disk does not read or write",
        _ => null,
    };

    /// <summary>Rather no start than a service that turns everybody away.</summary>
    private async Task RefusesToStart(Round round)
    {
        GoesWrong(round with { Until = 0 });
        (int code, string said, string error) = await RunningProgram.Run(
            ["serve", "--data", _data.Path, "--urls", "http://127.0.0.1:0"], _machine);
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

    /// <summary>
    /// A disk that is only slow, a mail server that is away, or a clock that jumps: the service works, and somebody should look at it.
    /// </summary>
    /// <param name="before">By how much the clock was wrong before.</param>
    private async Task OperatorIsWarned(RunningProgram program, Fault fault, TimeSpan before)
    {
        if (fault is Fault.MailServerDrops)
        {
            await program.Says(new Regex("Mail is not taken, and is tried again: The mail server "));
            await MailIsLate(program);
        }
        if (fault is Fault.ClockJump && _shim.Offset != before)
            await ClockIsTold(program);
        if (fault is not Fault.SlowDisk)
            return;
        // What it said before is not kept any more.
        _shim.Offset += _healthIsKept;
        (await program.Http.GetAsync("health/ready")).EnsureSuccessStatusCode().Dispose();
        (_, string attention) = await Attention(program);
        if (!attention.Contains("\"store-slow\"", StringComparison.Ordinal))
            _wrong.Add($"While the disk was slow the service said {attention}");
        else
            await program.Says(new Regex("The store is slow: a write took [0-9]{3,} ms"));
    }

    private async Task ClockIsTold(RunningProgram program)
    {
        (_, string attention) = await Attention(program);
        if (!attention.Contains("\"clock-jumped\"", StringComparison.Ordinal))
            _wrong.Add($"After its clock had jumped the service said {attention}");
        else
            await program.Says(new Regex("The machine's clock jumped by -?[0-9]{2,} minutes"));
    }

    /// <summary>A mail server that takes nothing for an hour: what is urgent waits for too long, and health says so.</summary>
    private async Task MailIsLate(RunningProgram program)
    {
        const string Late = "\"mailIsLate\":true";
        _post.IsAway = true;
        Stopwatch watch = Stopwatch.StartNew();
        while (Number("SELECT COUNT(*) FROM messages WHERE status = 'Queued' AND priority <= 1") is 0 && watch.Elapsed < _patience)
            await Task.Delay(20);
        (_, string before) = await Attention(program);
        // The service keeps its answers for some seconds and believes the clock, so an hour takes none.
        TimeSpan now = _shim.Offset;
        _shim.Offset += _untilMailIsLate;
        (HttpStatusCode status, string after) = await Attention(program);
        (_shim.Offset, _post.IsAway) = (now, false);
        if (before.Contains(Late, StringComparison.Ordinal) || status is not HttpStatusCode.ServiceUnavailable
            || !after.Contains(Late, StringComparison.Ordinal))
            _wrong.Add($"An hour after the mail server went away the service said {(int)status} {after}, and before {before}");
    }

    private static async Task<(HttpStatusCode Status, string Said)> Attention(RunningProgram program)
    {
        using HttpResponseMessage answer = await program.Http.GetAsync("health/attention");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task IsWellAgain(RunningProgram program)
    {
        // What it said before is not kept any more.
        _shim.Offset += _healthIsKept;
        using HttpResponseMessage answer = await program.Http.GetAsync("health/ready");
        if (answer.StatusCode is not HttpStatusCode.OK)
            _wrong.Add($"Once it was over, ready said {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
