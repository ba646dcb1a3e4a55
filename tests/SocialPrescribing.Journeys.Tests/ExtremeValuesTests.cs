using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// Every command that can be sent, with each number, day and time in it at the end of what can be written: it is answered, or is no such
/// command. Arithmetic that runs off its end would be an error of the service and not of whoever sent it.
/// </summary>
public class ExtremeValuesTests
{
    private static readonly string[] _states = ["triage", "meeting", "planning", "attending", "going", "paused", "closed"];
    private static readonly JsonNode[] _numbers = [int.MinValue, int.MinValue + 1, -1, 0, int.MaxValue];
    private static readonly JsonNode[] _times =
    [
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00",
    ];
    private static readonly JsonNode[] _days = ["0001-01-01", "9999-12-31"];

    [Fact]
    public void A_value_at_the_end_of_what_can_be_written_is_answered()
    {
        List<string> failed = [];
        int tried = 0;
        foreach ((string state, Story story) in CommandTableTests.States
            .Where(s => _states.Contains(s.Key)).Select(s => (s.Key, s.Value())))
            foreach ((string name, Func<Story, JourneyCommand> make) in CommandTableTests.Commands)
                foreach (string text in Extreme(make(story)))
                {
                    tried++;
                    try
                    {
                        JourneyCommand command = JsonSerializer.Deserialize(text, JourneyJson.Strict.JourneyCommand)!;
                        Moment moment = new(story.Now, Story.Sam, $"extreme-{tried}");
                        (_, Journey? after) = Journey.Step(story.State, command, story.Pathway, moment);
                        _ = Agenda.Next(after!, story.Pathway);
                    }
                    catch (JsonException)
                    {
                        // No such value is read at all.
                    }
                    catch (Exception e) when (e is ArgumentException or OverflowException or InvalidOperationException)
                    {
                        failed.Add($"{name} in {state}: {e.GetType().Name}: {text}");
                    }
                }
        Assert.True(tried > 300, $"{tried}");
        Assert.Empty(failed);
    }

    private static IEnumerable<string> Extreme(JourneyCommand command)
    {
        string text;
        try
        {
            text = JsonSerializer.Serialize(command, JourneyJson.Strict.JourneyCommand);
        }
        catch (NotSupportedException)
        {
            // The service's own: nobody can send it.
            yield break;
        }
        int places = Places(JsonNode.Parse(text)!).Count();
        for (int place = 0; place < places; place++)
            for (int choice = 0; ; choice++)
            {
                JsonNode copy = JsonNode.Parse(text)!;
                JsonNode at = Places(copy).ElementAt(place);
                JsonNode[] ends = EndsFor(at)!;
                if (choice == ends.Length)
                    break;
                at.ReplaceWith(ends[choice].DeepClone());
                yield return copy.ToJsonString();
            }
    }

    /// <summary>Everything in it that is a number, a day or a time.</summary>
    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject of => of.Select(p => p.Value).OfType<JsonNode>().SelectMany(Places),
        JsonArray of => of.OfType<JsonNode>().SelectMany(Places),
        _ => EndsFor(node) is null ? [] : [node],
    };

    private static JsonNode[]? EndsFor(JsonNode value) =>
        value.GetValueKind() is JsonValueKind.Number ? _numbers
        : value.GetValueKind() is not JsonValueKind.String ? null
        : DateOnly.TryParseExact(value.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly _)
            ? _days
        : value.GetValue<string>().Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, out DateTimeOffset _) ? _times
        : null;
}
