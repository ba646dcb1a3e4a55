using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Xunit.Abstractions;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>
/// The two largest files that an admin's command line sends, the list of practices and the places of postcodes: how much memory the largest
/// that is taken takes in a process of its own, and that a larger one is refused before it is read.
/// </summary>
public sealed class PublishedFilesMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("practices", 32)]
    [InlineData("places", 64)]
    public async Task The_largest_takes_less_than_150_MB_of_memory_also_where_eight_are_sent_at_once(string what, int most)
    {
        byte[] body = what is "practices" ? Practices(most * Megabyte) : Places(most * Megabyte);
        await using RunningProgram program = await Serve();
        string token = await Token();
        (HttpStatusCode status, _) = await Ask(program, token, HttpMethod.Get, $"api/{what}");
        Assert.Equal(HttpStatusCode.OK, status);
        long before = program.MostMemory;

        (HttpStatusCode Status, string Text)[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Ask(program, token, HttpMethod.Put, $"api/{what}?name=large.csv", new ByteArrayContent(body))));
        Assert.Single(answers, a => a.Status is HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(a => a.Status is HttpStatusCode.ServiceUnavailable
            && a.Text.Contains("file", StringComparison.Ordinal)));

        long taken = (program.MostMemory - before) / Megabyte;
        output.WriteLine($"{what}: {taken} MB more than {before / Megabyte}");
        Assert.True(taken is > 0 and < 150, $"{taken} MB more than {before / Megabyte} MB");
        Assert.Equal(0, await program.Terminate());
    }

    [Theory]
    [InlineData("practices", 32, true)]
    [InlineData("practices", 32, false)]
    [InlineData("places", 64, true)]
    [InlineData("places", 64, false)]
    public async Task A_larger_one_is_refused_with_words_and_takes_no_more_memory(string what, int most, bool saysItsLength)
    {
        await using RunningProgram program = await Serve();
        string token = await Token();
        Assert.Equal(HttpStatusCode.OK, (await Ask(program, token, HttpMethod.Get, $"api/{what}")).Status);
        long before = program.MostMemory;
        using Sent body = new(saysItsLength, (most * Megabyte) + (64 * 1024));

        (HttpStatusCode status, string text) = await Ask(program, token, HttpMethod.Put, $"api/{what}?name=large.csv", body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains($"Send at most {most} MB.", text, StringComparison.Ordinal);
        if (saysItsLength)
            Assert.Equal(0, body.Gone);
        Assert.InRange((program.MostMemory - before) / Megabyte, 0, 149);
        // Whoever comes next has their turn.
        Assert.Equal(HttpStatusCode.BadRequest,
            (await Ask(program, token, HttpMethod.Put, $"api/{what}?name=small.csv", new StringContent("no such file"))).Status);
    }

    private async Task<RunningProgram> Serve()
    {
        Assert.Equal(0, (await Run("staff", "add", "ada@local-team.example", "--name", "Ada Boone", "--role", "admin",
            "--url", "http://127.0.0.1")).Code);
        return await RunningProgram.Serve(_data.Folder);
    }

    private async Task<string> Token() => (await Run("staff", "token", "ada@local-team.example")).Out.Trim();

    private Task<(int Code, string Out, string Error)> Run(params string[] arguments) =>
        RunningProgram.Run([.. arguments, "--data", _data.Path]);

    private static async Task<(HttpStatusCode Status, string Text)> Ask(
        RunningProgram program, string token, HttpMethod method, string path, HttpContent? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body };
        request.Headers.Add("X-Staff-Token", token);
        // So that a refusal comes instead of the question for the body, and not in its middle.
        request.Headers.ExpectContinue = body is not null;
        if (body is not null)
            body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using HttpResponseMessage answer = await program.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>As many different practices as are taken, with all that is kept of each.</summary>
    private static byte[] Practices(int bytes)
    {
        const int Rows = 99_000;
        int each = bytes / Rows;
        StringBuilder text = new(bytes);
        for (int i = 0; i < Rows; i++)
        {
            string row = string.Create(CultureInfo.InvariantCulture,
                $"A{i:D5},\"Practice {i}, invented\",Y60,QHM,\"{i} High Street\",\"{new string('a', 90)}\",,\"Bordon\",\"Hampshire\","
                    + $"GU35 {i % 10}LP,20200101,,A,B,15E,20200101,,01420 555 099,,,,0,,15E,,4,");
            text.Append(row).Append(new string('z', Math.Max(0, each - row.Length - 1))).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>As small rows as there are, in no order.</summary>
    private static byte[] Places(int bytes)
    {
        const string Letters = "ABDEFGHJLNPQRSTUWXYZ";
        StringBuilder text = new("pcds,lat,long\n", bytes);
        for (int i = 0; text.Length < bytes - 64; i++)
        {
            int n = (int)(i * 7_368_787L % 8_000_000);
            char Letter(int of) => Letters[n / of % Letters.Length];
            text.Append(CultureInfo.InvariantCulture,
                $"{Letter(1)}{Letter(20)}{1 + (n / 400 % 5)} {n / 2_000 % 10}{Letter(20_000)}{Letter(400_000)},")
                .Append(CultureInfo.InvariantCulture, $"51.{i % 1_000:D3},-1.{i % 1_000:D3}\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private sealed class Sent(bool saysItsLength, long bytes) : HttpContent
    {
        /// <summary>How much of it was asked for.</summary>
        public long Gone { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            byte[] some = new byte[64 * 1024];
            for (; Gone < bytes; Gone += some.Length)
                await stream.WriteAsync(some);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes;
            return saysItsLength;
        }
    }
}
