using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>A year that nobody can mean is a slip of whoever sends it, and not something that cannot be done now.</summary>
[Collection(ApiCollection.Name)]
public sealed class FarOffTimesTests(ApiHost host)
{
    private static readonly string[] _moments =
        ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"];
    private static readonly string[] _days = ["0001-01-01", "9999-12-31"];

    /// <summary>Each command with each of its moments and days.</summary>
    public static TheoryData<string, string> Times()
    {
        TheoryData<string, string> times = [];
        foreach ((string name, Type type) in CommandDescription.Commands)
            foreach (string at in In(type))
                times.Add(name, at);
        return times;
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task A_time_in_a_year_that_nobody_can_mean_is_named(string kind, string pointer)
    {
        Caller worker = await host.Program(StaffRole.Lead);
        string journey = await host.NewJourney();
        Type type = CommandDescription.Commands.Single(c => c.Name == kind).Type;
        string[] steps = pointer[1..].Split('/');
        foreach (string time in IsDay(type, steps) ? _days : _moments)
        {
            JsonNode command = JsonNode.Parse(CommandDescription.Example(type))!;
            JsonNode at = command;
            foreach (string step in steps[..^1])
                at = at[step] ??= new JsonArray();
            if (at is JsonArray list)
                list.Insert(0, time);
            else
                at[steps[^1]] = time;

            Answer answer = await worker.Post($"/api/journeys/{journey}/commands", command);

            answer.IsProblem(HttpStatusCode.BadRequest, "invalid-command");
            // Some are no moment at all once they are counted in UTC.
            Assert.Contains(Assert.Single(answer.Errors), (string[])[$"{pointer} out-of-range", $"{pointer} wrong-type"]);
        }
    }

    [Fact]
    public void There_are_as_many_as_one_would_think() => Assert.InRange(Times().Count, 15, 100);

    private static IEnumerable<string> In(Type type, string within = "")
    {
        if (type == typeof(DateTimeOffset) || type == typeof(DateOnly))
            return [within];
        if (type.IsGenericType && type.GetInterfaces().Prepend(type).FirstOrDefault(
            i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) is { } list)
            return In(list.GetGenericArguments()[0], within + "/0");
        return type.Assembly != typeof(JourneyCommand).Assembly || type.IsEnum ? []
            : type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters().SelectMany(p =>
                In(Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType,
                    $"{within}/{JsonNamingPolicy.CamelCase.ConvertName(p.Name!)}"));
    }

    private static bool IsDay(Type type, string[] steps)
    {
        foreach (string step in steps)
            type = Core(step is "0" ? type.GetGenericArguments()[0]
                : type.GetProperties().Single(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == step).PropertyType);
        return type == typeof(DateOnly);

        static Type Core(Type type) => Nullable.GetUnderlyingType(type) ?? type;
    }
}
