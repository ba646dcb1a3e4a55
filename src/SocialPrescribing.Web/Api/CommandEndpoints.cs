using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// Gives a command to a journey: <c>{commandId, kind, version?, …}</c>. Sent again under its id, it changes nothing and gets the
/// first answer.
/// </summary>
internal static class CommandEndpoints
{
    public static async Task<Results<Reply<JourneySummary>, ApiProblem>> Give(
        string id, HttpContext context, JourneyService journeys, IJourneyStore store, StaffDirectory staff, Introducing introducing,
        Suggesting suggesting, Diaries diaries, Clocks clocks)
    {
        StaffMember member = context.Member();
        (JsonBody? body, ApiProblem? unreadable) = await JsonBody.Read(context.Request);
        if (body is null)
            return unreadable!;
        using (body)
        {
            (SentCommand? sent, IReadOnlyList<Problem> problems) = CommandReader.Read(body.Root);
            if (sent is null)
                return ApiProblem.Invalid("invalid-command", "command", problems);
            if (!Permissions.May(member.Role, sent.Command.GetType()))
                return StaffHandlers.Forbidden(Permissions.RolesFor(sent.Command.GetType()));
            if (!Guid.TryParse(id, out Guid journey))
                return ApiProblem.NotFound("journey");
            if (await WhyNot(journey, sent, store, staff, introducing, context.RequestAborted) is { } problem)
                return problem;

            // A program has agreed the time already, so it gets as a warning what a page would have asked about.
            StoredJourney? read = sent.Command is TimedCommand ? await store.Find(journey, context.RequestAborted) : null;
            IReadOnlyList<InTheWay> ways = read is null ? [] : await diaries.Of(read.State, sent.Command, member, context.RequestAborted);
            Warning[]? warnings = ways.Count is 0 ? null : [.. ways.Select(w => new Warning(w.Code, DiaryWords.Sentence(w)))];
            JourneyCommand command = await introducing.Complete(sent.Command, context.RequestAborted);
            if (command is Choosing.OfferActivities or Choosing.DismissActivity
                && (await store.Find(journey, context.RequestAborted))?.State is { } about)
                command = await suggesting.Complete(
                    command, about, WorkingCalendar.LondonDate(clocks.Now), context.RequestAborted);
            string asSent = CommandAnswers.BodyOf(sent.Command);
            return await journeys.Do(
                journey, command, Actor.Staff(member.Id), sent.CommandId, sent.Version, context.RequestAborted, asSent, warnings,
                read) switch
            {
                CommandResult.Done done => Done(context, done),
                CommandResult.Refused { Code: CommandResult.Refused.IdReused } reused => ApiProblem.IdReused(reused),
                CommandResult.Refused refused => ApiProblem.Refused(refused.Code, refused.Sentence),
                _ => ApiProblem.NotFound("journey"),
            };
        }
    }

    internal static Reply<JourneySummary> Done(HttpContext context, CommandResult.Done done)
    {
        if (done.Repeated)
            context.Response.Headers["Idempotency-Replayed"] = "true";
        return new(done.Journey, ApiJson.Default.JourneySummary);
    }

    /// <summary>
    /// Checks what a journey cannot know: who works here and which activities take place. If the command was accepted before, it gets its
    /// answer even if the link worker has left or the activity has ended since.
    /// </summary>
    private static async Task<ApiProblem?> WhyNot(
        Guid journey, SentCommand sent, IJourneyStore store, StaffDirectory staff, Introducing introducing, CancellationToken cancellation)
    {
        ApiProblem? why = sent.Command.Colleague() is { } colleague && !Permissions.MaySupport(await staff.Find(colleague, cancellation))
            ? ApiProblem.Refused("link-worker-unknown", "Choose somebody who works here as a link worker or lead and is not disabled.")
            : await introducing.WhyNot(sent.Command, cancellation) is var (code, sentence) ? ApiProblem.Refused(code, sentence) : null;
        return why is null
            || await store.AnswerTo(journey, sent.CommandId, cancellation) is not null
            || await store.Find(journey, cancellation) is null ? null : why;
    }
}

/// <param name="Version">The version that the sender was looking at; null if it does not matter.</param>
internal sealed record SentCommand(string CommandId, int? Version, JourneyCommand Command);

/// <summary>Reads a command and finds every problem at once.</summary>
internal static class CommandReader
{
    private const int LongestCommandId = 64;
    private static readonly string[] _envelope = ["commandId", "kind", "version"];
    private static readonly Dictionary<string, Type> _kinds =
        JourneyJson.Strict.JourneyCommand.PolymorphismOptions!.DerivedTypes
            .ToDictionary(d => (string)d.TypeDiscriminator!, d => d.DerivedType);

    public static (SentCommand? Sent, IReadOnlyList<Problem> Problems) Read(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
            return (null, [new("", "wrong-type", "Send one command as a JSON object.")]);

        List<Problem> problems = [];
        string? commandId = Text(root, "commandId");
        if (commandId is null || !IsCommandId(commandId))
            problems.Add(
                new("/commandId", commandId is null ? "required" : "command-id-invalid",
                    CommandIdHint));
        int? version = null;
        if (root.TryGetProperty("version", out JsonElement v) && v.ValueKind is not JsonValueKind.Null)
        {
            version = v.ValueKind is JsonValueKind.Number && v.TryGetInt32(out int number) ? number : null;
            if (version is null)
                problems.Add(new("/version", "wrong-type", "This must be a whole number: the version of the record that you saw."));
        }
        if (Text(root, "kind") is not { } kind)
            problems.Add(new("/kind", "required", "Say which command this is. " + Kinds));
        else if (!_kinds.TryGetValue(kind, out Type? type))
            problems.Add(new("/kind", "unknown-kind", "There is no such command. " + Kinds));
        else
            problems.AddRange(Check(root, JourneyJson.Strict.GetTypeInfo(type)!));

        return problems.Count > 0
            ? (null, problems)
            : (new SentCommand(commandId!, version, root.Deserialize(JourneyJson.Default.JourneyCommand)!), problems);
    }

    /// <summary>How long a text may be is known to the command, so there must be one first.</summary>
    private static IReadOnlyList<Problem> Check(JsonElement root, JsonTypeInfo type) =>
        SentFields.Check(root, type, besides: _envelope) is { Count: > 0 } unreadable ? unreadable
        : SentFields.Check(root, type, root.Deserialize(JourneyJson.Default.JourneyCommand)!.ProblemIn, _envelope);

    internal static string CommandIdHint { get; } =
        $"Send your own id for this command: 1 to {LongestCommandId} letters, digits, hyphens and underscores.";

    private static string Kinds => "Known are: " + string.Join(", ", _kinds.Keys) + ".";

    internal static bool IsCommandId(string text) =>
        text.Length is >= 1 and <= LongestCommandId && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement e) && e.ValueKind is JsonValueKind.String ? e.GetString() : null;
}
