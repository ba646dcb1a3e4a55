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

/// <summary>How much memory imports take in a process of its own.</summary>
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

    /// <summary>The largest file of activities that is taken, whose every entry is kept in memory afterwards to be found.</summary>
    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json")]
    public async Task A_file_of_activities_takes_less_than_150_MB_of_memory_also_where_eight_send_one_at_once(string type)
    {
        byte[] body = Encoding.UTF8.GetBytes(type is "text/csv" ? Csv() : Feed());
        Assert.InRange(body.Length, 15 * Megabyte, MostBytes);
        Assert.Equal(0, (await Run("staff", "add", "ada@local-team.example", "--name", "Ada Boone", "--role", "admin",
            "--url", "http://127.0.0.1")).Code);
        string token = (await Run("staff", "token", "ada@local-team.example")).Out.Trim();
        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        Assert.Equal(HttpStatusCode.OK, await Ask(program, token, HttpMethod.Get, "api/directory"));
        long before = program.MostMemory;

        Task<HttpStatusCode>[] senders = [.. Enumerable.Range(0, 8).Select(_ =>
            Ask(program, token, HttpMethod.Post, "api/directory/import", body, type))];
        Assert.Single(await Task.WhenAll(senders), HttpStatusCode.OK);
        Assert.Equal(7, senders.Count(s => s.Result is HttpStatusCode.ServiceUnavailable));
        long most = (program.MostMemory - before) / Megabyte;
        Assert.Equal(HttpStatusCode.OK, await Ask(program, token, HttpMethod.Get, "find"));

        Assert.True(most is > 0 and < 150,
            $"{most} MB more than {before / Megabyte} MB; with the directory {(program.MostMemory - before) / Megabyte}");
    }

    private const int Activities = 20_000;
    private static readonly string _described = string.Concat(Enumerable.Repeat("Come and sing with us. ", 28));

    private static string Csv() => "id,name,provider,description,needs,when,place,postcode,latitude,longitude,cost,last_confirmed\n"
        + string.Concat(Enumerable.Range(0, Activities).Select(i =>
            $"{new Guid(i, 1, 2, new byte[8])},Activity {i},Provider (invented),{_described},loneliness; anxiety,tuesday 10:00-12:00,"
                + $"Hall {i},GU35 0BP,51.{i % 1000:000},-1.{i % 1000:000},Free,2026-11-01\n"));

    private static string Feed() => "[" + string.Join(",", Enumerable.Range(0, Activities).Select(i => $$"""
        {"id":"{{new Guid(i, 1, 2, new byte[8])}}","name":"Activity {{i}}","description":"{{_described[..^23]}}","status":"active",
        "organization":{"id":"{{new Guid(i, 3, 2, new byte[8])}}","name":"Provider (invented)"} }
        """)) + "]";

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
        RunningProgram program, string token, HttpMethod method, string path, byte[]? lines = null, string type = "application/x-ndjson")
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("X-Staff-Token", token);
        // So that whoever is to come back hears it before they send, and not in the middle of it.
        request.Headers.ExpectContinue = lines is not null;
        if (lines is not null)
            request.Content = new ByteArrayContent(lines)
            {
                Headers = { ContentType = new MediaTypeHeaderValue(type) }
            };
        using HttpResponseMessage answer = await program.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
