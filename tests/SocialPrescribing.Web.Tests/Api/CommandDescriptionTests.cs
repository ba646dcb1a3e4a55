using System.Runtime.CompilerServices;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>
/// What <c>openapi.yaml</c> says of commands follows from the commands. Whoever changes one writes it anew:
/// <c>WRITE_OPENAPI=1 dotnet test tests/SocialPrescribing.Web.Tests --filter CommandDescriptionTests</c>.
/// </summary>
public sealed class CommandDescriptionTests
{
    [Theory]
    [InlineData("examples of commands")]
    [InlineData("schemas of commands")]
    public void The_description_of_commands_is_what_the_commands_say(string part)
    {
        string path = PathOf(), file = File.ReadAllText(path);
        string[] lines = file.Split('\n');
        int begin = Array.FindIndex(lines, line => line.Trim() == $"# Generated: {part}");
        int end = Array.FindIndex(lines, begin, line => line.Trim() == $"# End: {part}");
        string indent = lines[begin][..lines[begin].IndexOf('#', StringComparison.Ordinal)];
        IEnumerable<string> said = part is "examples of commands" ? CommandDescription.Examples() : CommandDescription.Schemas();
        string[] generated = [.. said.Select(line => indent + line)];

        if (Environment.GetEnvironmentVariable("WRITE_OPENAPI") is "1")
            File.WriteAllText(path, string.Join('\n', lines.Take(begin + 1).Concat(generated).Concat(lines.Skip(end))));
        else
            Assert.True(generated.SequenceEqual(lines.Take(end).Skip(begin + 1)),
                "openapi.yaml is not what the commands say. This writes it anew: "
                + "WRITE_OPENAPI=1 dotnet test tests/SocialPrescribing.Web.Tests --filter CommandDescriptionTests");
    }

    private static string PathOf([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "SocialPrescribing.Web", "openapi.yaml"));
}
