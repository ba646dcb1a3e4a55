using System.CommandLine;
using System.Text.Json;
using SocialPrescribing.Local.Moving;

namespace SocialPrescribing.Local.Commands;

/// <summary>For whatever supervises the process: a container without a shell has no other way to ask.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(10);

    public static Command Make()
    {
        Option<string> url = new("--url")
        {
            Description = "The address of the running service",
            DefaultValueFactory = _ => LocalOptions.DefaultUrl,
        };
        Command command = new("health", "Says whether a running service can take work; ends with 0 if it can and with 1 if not") { url };
        command.SetAction((parsed, cancellation) => Ask(parsed.GetValue(url)!, cancellation));
        return command;
    }

    private static async Task<int> Ask(string url, CancellationToken cancellation)
    {
        if (RunningService.AddressOf(url) is not { } address)
            return await CommandLine.NoAddress(url);
        using HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = _longestWait };
        try
        {
            using HttpResponseMessage answer = await http.GetAsync("health/ready", cancellation);
            string says = await answer.Content.ReadAsStringAsync(cancellation);
            if (!answer.IsSuccessStatusCode)
                return await CommandLine.Refuse($"Not ready ({(int)answer.StatusCode}): {Why(says)}");
            Console.WriteLine("ready");
            return CommandLine.Done;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return await CommandLine.Refuse($"No answer from {address} within {_longestWait.TotalSeconds} seconds.");
        }
        catch (HttpRequestException)
        {
            return await CommandLine.Refuse($"Nothing answers at {address}.");
        }
    }

    /// <summary>The reason that <c>/health/ready</c> gives.</summary>
    private static string Why(string says)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(says);
            return answer.RootElement.TryGetProperty("why", out JsonElement why) ? why.ToString() : "a loop of it has failed";
        }
        catch (JsonException)
        {
            return "something else answers there";
        }
    }
}
