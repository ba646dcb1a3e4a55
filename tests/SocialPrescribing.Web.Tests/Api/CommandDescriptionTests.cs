using System.Runtime.CompilerServices;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>
/// What <c>openapi.yaml</c> and <c>docs/api.md</c> say of commands is generated. After changing a command, write it anew: <c>WRITE_DOCS=1
/// dotnet test tests/SocialPrescribing.Web.Tests --filter CommandDescriptionTests</c>.
/// </summary>
public sealed class CommandDescriptionTests
{
    [Theory]
    [InlineData("examples of commands", "src/SocialPrescribing.Web/openapi.yaml")]
    [InlineData("schemas of commands", "src/SocialPrescribing.Web/openapi.yaml")]
    [InlineData("roles of commands", "docs/api.md")]
    public void What_is_said_of_commands_is_what_the_commands_say(string part, string file)
    {
        string path = PathOf(file);
        string[] lines = File.ReadAllText(path).Split('\n');
        int begin = Array.FindIndex(lines, line => line.Contains($"Generated: {part}", StringComparison.Ordinal));
        int end = Array.FindIndex(lines, begin, line => line.Contains($"End: {part}", StringComparison.Ordinal));
        string indent = lines[begin][..lines[begin].IndexOfAny(['#', '<'])];
        IEnumerable<string> said = part switch
        {
            "examples of commands" => CommandDescription.Examples(),
            "schemas of commands" => CommandDescription.Schemas(),
            _ => CommandDescription.Roles(),
        };
        string[] generated = [.. said.Select(line => indent + line)];

        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            File.WriteAllText(path, string.Join('\n', lines.Take(begin + 1).Concat(generated).Concat(lines.Skip(end))));
        else
            Assert.True(generated.SequenceEqual(lines.Take(end).Skip(begin + 1)),
                $"{file} is not what the commands say. This writes it anew: "
                + "WRITE_DOCS=1 dotnet test tests/SocialPrescribing.Web.Tests --filter CommandDescriptionTests");
    }

    /// <summary>Kinds of tasks and messages in the API's description are generated too, so that a new kind is not
    /// forgotten there.</summary>
    [Theory]
    [InlineData(typeof(TaskKind), "[triage, allocate, ")]
    [InlineData(typeof(MessageKind), "[received, meetingBooked, ")]
    public void The_kinds_of_tasks_and_messages_are_those_that_there_are(Type kinds, string begins)
    {
        string path = PathOf("src/SocialPrescribing.Web/openapi.yaml"), text = File.ReadAllText(path);
        int begin = text.IndexOf(begins, StringComparison.Ordinal), end = text.IndexOf(']', begin) + 1;
        // What goes to referrers and providers of no journey stands in none.
        IEnumerable<string> words = Enum.GetNames(kinds)
            .Except(Enum.GetValues<MessageKind>().Select(MessageType.Of)
                .Where(type => type is { Address: null, To: Recipient.Referrer or Recipient.Provider }).Select(type => $"{type.Kind}"))
            .Select(JsonNamingPolicy.CamelCase.ConvertName);
        string there = $"[{string.Join(", ", words)}]";

        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            File.WriteAllText(path, $"{text[..begin]}{there}{text[end..]}");
        else
            Assert.Equal(there, text[begin..end]);
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", file));
}
