using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests;

/// <summary>What <c>azd up</c> creates fits the program that runs on it.</summary>
public sealed partial class InfrastructureTests
{
    /// <summary>Where <c>infra/</c> and <c>docs/</c> are.</summary>
    internal static string Root { get; } = Above(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Null on machines for which no Bicep compiler is downloaded.</summary>
    private static string? Bicep { get; } = typeof(InfrastructureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .SingleOrDefault(a => a.Key is "Bicep")?.Value;

    [Fact]
    public void The_host_knows_every_setting_that_the_templates_give_it_and_gets_every_one_it_needs()
    {
        string[] given = [.. Directory.EnumerateFiles(Path.Combine(Root, "infra"), "*.bicep", SearchOption.AllDirectories)
            .SelectMany(f => Setting().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)).Distinct()];
        Dictionary<string, string?> settings = AzureOnOneMachine.OnAzure;
        // The settings as on Azure, but of the service's own only those that the templates give.
        foreach (string left in settings.Keys
            .Where(k => k.StartsWith("SocialPrescribing:", StringComparison.Ordinal) && !given.Contains(k["SocialPrescribing:".Length..]))
            .ToArray())
            settings.Remove(left);
        foreach (string name in given)
            settings.TryAdd($"SocialPrescribing:{name}", "https://invented.table.core.windows.net/");

        AzureSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), AppContext.BaseDirectory);
        Assert.Contains("Keys:Person", given);
    }

    [Fact]
    public void Exports_can_be_neither_changed_nor_deleted_for_as_long_as_the_operator_says()
    {
        string backup = File.ReadAllText(Path.Combine(Root, "infra", "app", "backup.bicep"));

        Assert.Matches(@"resource \w+ 'immutabilityPolicies' = \{\s+name: 'default'\s+properties: \{ "
            + "immutabilityPeriodSinceCreationInDays: days, allowProtectedAppendWrites: false \\}", backup);
    }

    [SkippableWithoutBicep]
    public async Task The_templates_compile_without_a_warning()
    {
        using Process bicep = Process.Start(
            new ProcessStartInfo(Bicep!, ["build", Path.Combine(Root, "infra", "main.bicep"), "--stdout"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })!;
        Task<string> warnings = bicep.StandardError.ReadToEndAsync();
        JsonNode template =
            JsonNode.Parse(await bicep.StandardOutput.ReadToEndAsync()) ?? throw new InvalidOperationException(await warnings);
        await bicep.WaitForExitAsync();

        Assert.Equal((0, ""), (bicep.ExitCode, (await warnings).Trim()));
        JsonObject wanted = template["parameters"]!.AsObject();
        JsonObject given =
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Root, "infra", "main.parameters.json")))!["parameters"]!.AsObject();
        Assert.Equal(wanted.Select(p => p.Key).Order(StringComparer.Ordinal), given.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("\"allowSharedKeyAccess\":true", template.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>The service really logs each phrase that an alert looks for.</summary>
    [Fact]
    public void The_alerts_look_for_what_is_logged()
    {
        string attempts =
            typeof(Postman).GetField("MostAttempts", BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!.ToString()!;
        string[] outcomes = [.. typeof(MailOutcome).GetNestedTypes().Select(t => t.Name)];
        string[] logged = [.. Logged().SelectMany(m => outcomes.Select(o => m.Replace("{Outcome}", o, StringComparison.Ordinal)))
            .Select(
                m => m.Replace("{Attempt}", attempts, StringComparison.Ordinal)
                    .Replace("{After}", nameof(MessageStatus.Failed), StringComparison.Ordinal))];
        IReadOnlyList<Match> looks = Phrase().Matches(File.ReadAllText(Path.Combine(Root, "infra", "app", "alerts.bicep")));
        // Other operators match differently. Whoever uses one must say here what it finds.
        Assert.All(looks, look => Assert.Contains(look.Groups[1].Value, (string[])["startswith", "has", "contains"]));
        string[] phrases = [.. looks.Select(look => look.Groups[2].Value)];
        Assert.True(phrases.Length > 8);
        Assert.All(phrases, phrase => Assert.Contains(logged, m => m.Contains(phrase, StringComparison.Ordinal)));
        // A letter fails for good at once, after the last attempt, or when it comes back later.
        Assert.Contains($": Unavailable at attempt {attempts}", phrases);
        // Every message with which the watch calls for attention has an alert of its own.
        string[] calls = [.. Logged().Where(m => m.StartsWith("Attention: ", StringComparison.Ordinal))];
        Assert.Equal(5, calls.Length);
        Assert.All(calls, call => Assert.Contains(phrases, p => p is not "Attention: " && call.Contains(p, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Logged() => typeof(Postman).Assembly.GetTypes().Concat(typeof(Backup).Assembly.GetTypes())
        .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
        .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()?.Message).OfType<string>();

    /// <summary>
    /// The Functions host reports only to the platform's logs, and never an address that somebody asked for.
    /// </summary>
    [Fact]
    public void The_functions_host_gets_nowhere_to_send_addresses_to()
    {
        string infra = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Root, "infra"), "*.bicep", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.DoesNotContain("APPLICATIONINSIGHTS_CONNECTION_STRING", infra, StringComparison.Ordinal);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP", infra, StringComparison.Ordinal);
        Assert.DoesNotContain("category: 'AppServiceHTTPLogs'", infra, StringComparison.Ordinal);
        Assert.DoesNotContain("StorageRead", infra, StringComparison.Ordinal);
        Assert.Equal("Warning",
            (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "host.json")))!["logging"]!["logLevel"]!["default"]);
    }

    private static string Above(DirectoryInfo folder) =>
        Directory.Exists(Path.Combine(folder.FullName, "infra")) ? folder.FullName : Above(folder.Parent!);

    [GeneratedRegex(@"\bmessage (!?\w+) ""([^""]+)""")]
    private static partial Regex Phrase();

    [GeneratedRegex(@"\bSocialPrescribing__(\w+):")]
    private static partial Regex Setting();

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SkippableWithoutBicepAttribute : FactAttribute
    {
        public SkippableWithoutBicepAttribute()
        {
            if (Bicep is null || !File.Exists(Bicep))
                Skip = "The Bicep compiler is fetched on x64 Linux only.";
        }
    }
}
