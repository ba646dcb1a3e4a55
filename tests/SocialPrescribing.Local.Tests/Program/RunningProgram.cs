using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>The real program in a process of its own, as an operator starts it.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    /// <summary>Generous, because the machine may be busy. Time limits that are promised are asserted elsewhere.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>As it was built, or compiled ahead where the build did that (<c>CompiledAhead.targets</c>).</summary>
    private static readonly string _program = Path.Combine(
        typeof(RunningProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(a => a.Key is "ProgramCompiledAhead")?.Value ?? AppContext.BaseDirectory,
        "SocialPrescribing.Local.dll");

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _out = new(), _error = new();
    private readonly ConcurrentBag<(Regex Pattern, TaskCompletionSource<string> Heard)> _listeners = [];
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(string[] arguments, IReadOnlyDictionary<string, string>? environment, string? program)
    {
        ProcessStartInfo start = new("dotnet", [program ?? _program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The program is started again fifty times, so time spent on optimising it is lost.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                _error.Enqueue(line.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; private set; } = null!;
    public string Out => string.Concat(_out.Select(l => l + "\n"));
    public string Error => string.Concat(_error.Select(l => l + "\n"));

    /// <summary>The process's peak memory so far, in bytes.</summary>
    public long MostMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Runs the program to its end.</summary>
    public static Task<(int Code, string Out, string Error)> Run(params string[] arguments) => Run(arguments, environment: null);

    /// <param name="of">Another version of the program; null for this one.</param>
    public static async Task<(int Code, string Out, string Error)> Run(
        string[] arguments, IReadOnlyDictionary<string, string>? environment, string? of = null)
    {
        await using RunningProgram program = new(arguments, environment, of);
        int code = await program.WaitForExit();
        return (code, program.Out, program.Error);
    }

    /// <summary>Starts the program and waits until it prints its address.</summary>
    public static async Task<RunningProgram> Start(
        string[] arguments, IReadOnlyDictionary<string, string>? environment = null, string? of = null)
    {
        RunningProgram program = new(arguments, environment, of);
        Task ended = program._process.WaitForExitAsync();
        if (await Task.WhenAny(program._ready.Task, ended, Task.Delay(Patience)) != program._ready.Task)
        {
            string said = program.Out + program.Error;
            await program.DisposeAsync();
            throw new InvalidOperationException("The program did not start: " + said);
        }
        program.Http = new HttpClient(
            // Whoever asks first whether a large body is wanted waits for the answer, also where the machine has much to do.
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        { BaseAddress = await program._ready.Task };
        return program;
    }

    public static Task<RunningProgram> Serve(DirectoryInfo data, string? of = null) =>
        Start(["serve", "--data", data.FullName, "--urls", "http://127.0.0.1:0"], of: of);

    /// <summary>The first output that matches, now or later.</summary>
    public Task<string> Says(Regex pattern)
    {
        TaskCompletionSource<string> heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _listeners.Add((pattern, heard));
        if (pattern.Match(Out) is { Success: true } said)
            heard.TrySetResult(said.Value);
        return heard.Task.WaitAsync(Patience);
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await WaitForExit();
    }

    /// <summary>Ends the process as a service manager does.</summary>
    public async Task<int> Terminate()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
        return await WaitForExit();
    }

    public async Task<int> WaitForExit()
    {
        using CancellationTokenSource limit = new(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async Task<HttpResponseMessage> Refer(string key, JsonObject referral, string? idempotencyKey = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/referrals") { Content = JsonContent.Create(referral) };
        request.Headers.Add("X-Api-Key", key);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Http.SendAsync(request);
    }

    public async Task<JsonNode> Get(string path, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Add("X-Staff-Token", token);
        using HttpResponseMessage answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task<HttpResponseMessage> Give(string journey, string token, JsonObject command)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post, $"api/journeys/{journey}/commands") { Content = JsonContent.Create(command) };
        request.Headers.Add("X-Staff-Token", token);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        _out.Enqueue(line);
        foreach ((Regex pattern, TaskCompletionSource<string> heard) in _listeners)
            if (pattern.Match(line) is { Success: true } said)
                heard.TrySetResult(said.Value);
        if (RunsAt().Match(line) is { Success: true } match)
            _ready.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"runs at (http://[^\s]+?)\.?(?:\s|$)")]
    private static partial Regex RunsAt();
}

/// <summary>A data folder that is deleted after its test.</summary>
internal sealed class DataFolder : IDisposable
{
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("social-prescribing-program-");
    public string Path => Folder.FullName;

    public string Write(string name, string text)
    {
        string file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Folder.Delete(recursive: true);
}

/// <summary>Invented people by number. No two are alike.</summary>
internal static class Numbered
{
    public static JsonObject Referral(int number)
    {
        JsonObject r = Host.JosiesReferral.New();
        // The program uses the machine's clock.
        r["consent"]!["on"] = "2026-01-29";
        JsonNode person = r["person"]!;
        person["firstName"] = $"Person {Letters(number)}";
        person["familyName"] = "Invented";
        person["nhsNumber"] = Enumerable.Range(0, 200).Select(n => $"{4_000_000_000 + (number * 200L) + n}")
            .First(n => Journeys.NhsNumber.TryParse(n, out _));
        person["contacts"]![0]!["value"] = string.Create(CultureInfo.InvariantCulture, $"person{number}@mail.example");
        person["contacts"]![1]!["value"] = string.Create(CultureInfo.InvariantCulture, $"07700 {900_000 + number}");
        if (number % 7 is 0)
            r["safeguarding"] = new JsonObject { ["concern"] = true, ["detail"] = "Invented." };
        return r;
    }

    /// <summary>Letters for a number, because names contain no digits.</summary>
    private static string Letters(int number) =>
        string.Concat(number.ToString("d6", CultureInfo.InvariantCulture).Select(d => (char)('a' + (d - '0'))));
}
