using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>openapi.yaml, read by another project's JSON Schema validator (<c>openapi/contract.mjs</c>).</summary>
public sealed class OpenApiContract : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<IReadOnlyList<string>>> _asked = new();
    private readonly TaskCompletionSource<JsonElement> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Process _process;
    private int _lastId;

    private OpenApiContract(Process process) => _process = process;

    /// <summary>Such as <c>GET /api/tasks</c>.</summary>
    public IReadOnlyList<string> Operations { get; private set; } = [];

    /// <summary>The kinds of commands, such as <c>accept</c>.</summary>
    public IReadOnlyList<string> Commands { get; private set; } = [];

    /// <summary>Examples that are missing or do not fit their schemas.</summary>
    public IReadOnlyList<string> ProblemsOfExamples { get; private set; } = [];

    /// <summary>The examples of requests: <c>PUT</c>, <c>/api/directory/{id}</c>, and the body.</summary>
    public IReadOnlyList<(string Method, string Path, JsonElement Body)> Bodies { get; private set; } = [];

    public static async Task<OpenApiContract> Load()
    {
        OpenApiContract contract = new(
            await NodeProgram.Start("SocialPrescribing.Http.Tests/openapi", "contract.mjs",
                Path.Combine(Referrals.Above("src"), "SocialPrescribing.Web", "openapi.yaml")));
        contract._process.OutputDataReceived += (_, line) => contract.Hear(line.Data);
        contract._process.BeginOutputReadLine();
        JsonElement ready = await contract._ready.Task.WaitAsync(_patience);
        contract.Operations = Texts(ready, "operations");
        contract.Commands = Texts(ready, "commands");
        contract.ProblemsOfExamples = Texts(ready, "problems");
        contract.Bodies = [.. ready.GetProperty("bodies").EnumerateArray()
            .Select(b => (b.GetProperty("method").GetString()!, b.GetProperty("path").GetString()!, b.GetProperty("body")))];
        return contract;
    }

    /// <summary>How an answer differs from the description. Empty for addresses that are not described.</summary>
    public Task<IReadOnlyList<string>> Check(string method, string path, int status, string? type, string body) =>
        Ask(id => JsonSerializer.Serialize(new { id, method, path, status, type, body }));

    /// <summary>
    /// How a body differs from a definition in <c>openapi/hsds-uk.json</c>, which is written from the standard, not from this service.
    /// </summary>
    public Task<IReadOnlyList<string>> CheckHsds(string schema, string body) =>
        Ask(id => JsonSerializer.Serialize(new { id, schema, body }));

    private async Task<IReadOnlyList<string>> Ask(Func<int, string> question)
    {
        int id = Interlocked.Increment(ref _lastId);
        TaskCompletionSource<IReadOnlyList<string>> answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string line = question(id);
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
        return await answer.Task.WaitAsync(_patience);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _writing.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            InvalidOperationException ended = new("The validator ended.");
            _ready.TrySetException(ended);
            foreach (TaskCompletionSource<IReadOnlyList<string>> waiting in _asked.Values)
                waiting.TrySetException(ended);
            return;
        }
        JsonElement said = JsonDocument.Parse(line).RootElement;
        if (said.TryGetProperty("ready", out JsonElement ready))
            _ready.TrySetResult(ready);
        else if (_asked.TryRemove(said.GetProperty("id").GetInt32(), out TaskCompletionSource<IReadOnlyList<string>>? answer))
            answer.TrySetResult(Texts(said, "problems"));
    }

    private static string[] Texts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];
}
