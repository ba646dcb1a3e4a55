using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>How much memory an import takes in a process of its own.</summary>
public sealed class ImportMemoryTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;
    /// <summary>The largest body of one request.</summary>
    private const int MostBytes = 16 * Megabyte;

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task An_import_is_read_as_it_comes_and_takes_less_than_150_MB_of_memory_also_where_several_send_at_once()
    {
        (string[] lines, int journeys) = await Exported();
        byte[] body = Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));
        Assert.InRange(body.Length, 15 * Megabyte, MostBytes);
        Assert.Equal(0, (await Run("staff", "add", "ada@local-team.example", "--name", "Ada Boone", "--role", "admin",
            "--url", "http://127.0.0.1")).Code);
        string token = (await Run("staff", "token", "ada@local-team.example")).Out.Trim();
        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        Assert.Equal(HttpStatusCode.OK, await Ask(program, token, HttpMethod.Get, "api/rest"));
        long before = program.MostMemory;

        // The slower sender is told to come back, and then that the part is in already.
        Task<HttpStatusCode>[] senders =
            [.. Enumerable.Range(0, 4).Select(_ => Ask(program, token, HttpMethod.Post, "api/import?after=0", body))];
        Assert.Contains(HttpStatusCode.OK, await Task.WhenAll(senders));
        Assert.All(senders, s => Assert.True(s.Result is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
        Assert.Equal(HttpStatusCode.OK, await Ask(program, token, HttpMethod.Post, "api/import?after=0", body));

        Assert.InRange((program.MostMemory - before) / Megabyte, 1, 149);
        Assert.Equal(0, await program.Terminate());
        Assert.Contains($"{journeys} journeys", (await Run("check")).Out, StringComparison.Ordinal);
    }

    /// <summary>The export of a service with some hundred long journeys and a document of the largest size allowed.</summary>
    private async Task<(string[] Lines, int Journeys)> Exported()
    {
        const int Journeys = 60, Notes = 12;
        MemoryStore store = new();
        JourneyCommit last = null!;
        for (int i = 0; i < Journeys; i++)
        {
            last = Given.Begin();
            await store.Committed(last);
            for (int note = 0; note < Notes; note++)
            {
                last = Given.Step(new StoredJourney(last.After, note + 1, last.NextDue), new Notes.Add(new string('n', 2_000)),
                    Actor.Staff("sam"), $"note-{note}", Given.Start.AddMinutes(note + 1));
                await store.Committed(last);
            }
        }
        Export export = new(store, store, store, new MemoryDocuments(TimeProvider.System), new Pathway(),
            KeyFolder.Load(_data.Path, isNew: true), new Clocks(TimeProvider.System, TimeProvider.System));
        List<string> lines = [];
        Export.Part? part = null;
        do
        {
            part = await export.Read(part?.Continue, default);
            lines.AddRange(part.Lines);
        } while (part.Continue is not null);
        byte[] letter = new byte[Documents.MostBytes];
        new Random(1).NextBytes(letter);
        lines.Add(new MovedLine.Document(last.After.Id, Guid.CreateVersion7(), HexDigest.Of(letter.AsSpan()), letter).Write());
        MovedCounts counts = lines.Aggregate(new MovedCounts(), (sofar, line) => sofar.After(line, MovedLine.Parse(line)));
        return ([.. lines, counts.Footer.Write()], Journeys);
    }

    private Task<(int Code, string Out, string Error)> Run(params string[] arguments) =>
        RunningProgram.Run([.. arguments, "--data", _data.Path]);

    private static async Task<HttpStatusCode> Ask(
        RunningProgram program, string token, HttpMethod method, string path, byte[]? lines = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("X-Staff-Token", token);
        if (lines is not null)
            request.Content = new ByteArrayContent(lines)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") }
            };
        using HttpResponseMessage answer = await program.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
