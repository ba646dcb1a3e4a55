using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// Does one thing with several tasks at once: records that nobody answered, puts them off, or gives them to a colleague. Each journey has
/// its own commit. A task that cannot be done does not stop the others. It is named and stays ticked.
/// </summary>
public static class BoardSeveral
{
    public const string Address = "/board/several";
    public const string NoAnswer = "no-answer", PutOff = "put-off", Give = "give";
    /// <summary>As many as the board shows.</summary>
    private const int Most = 200;
    private const string Ticked = "task/";

    /// <summary>The name and id of a task's box, also used by a returned form and by the link to a problem.</summary>
    public static string Tick(Guid journey, string task) => $"{Ticked}{journey:N}/{task}";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapPost(Address, Do);
        // A returned form has this address.
        staffPages.MapGet(Address, () => Pages.SeeOther("/board"));
    }

    /// <summary>The sentence for what was done with how many tasks: <c>no-answer-3</c>. This is in the address, so it
    /// names nobody.</summary>
    public static string? Done(string did) =>
        did.LastIndexOf('-') is > 0 and var cut && int.TryParse(did.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture,
            out int count) && count is > 0 and <= Most
        ? did[..cut] switch
        {
            NoAnswer => $"“No answer” is recorded for {(count is 1 ? "one person" : $"{count} people")}.",
            PutOff => count is 1 ? "One task is put off." : $"{count} tasks are put off.",
            Give => count is 1 ? "Your colleague has the task now." : $"Your colleague has {count} tasks more now.",
            _ => null,
        } : null;

    private sealed record Chosen(Guid Journey, string Task)
    {
        public string Tick => BoardSeveral.Tick(Journey, Task);
    }

    private static async Task<Results<PageResult, SeeOther>> Do(
        HttpContext context, [AsParameters] Board.Services services, JourneyService journeys)
    {
        SentForm form = SentForm.Of(context);
        BoardFilter filter = BoardFilter.Of(name => form[name], context.Reader());
        List<Chosen> chosen = [.. form.Values.Keys.Select(Read).OfType<Chosen>().Take(Most)];
        string what = form["do"];
        if (chosen.Count is 0)
            form.Problem("", "Tick the tasks first that this is about.");
        DateOnly on = default;
        string to = "", reason = form.Text("reason", Notes.MaxLength) ?? "";
        if (what is PutOff)
        {
            on = Typed.RequiredDate(form, "on");
            reason = Typed.Required(form, "reason", "Say why it is put off.");
        }
        else if (what is Give)
        {
            to = Typed.Required(form, "to", "Choose who does it.");
            if (form.IsRight && !Permissions.MaySupport(await services.Staff.Find(to, context.RequestAborted)))
                form.Problem("to", "Choose somebody who works here as a link worker or lead.");
        }
        else if (what is not NoAnswer)
        {
            return Notices.FormRefused();
        }
        if (!form.IsRight)
            return await Board.ShowOf(filter, form, context, services);

        int done = 0;
        HashSet<Guid> called = [];
        foreach (Chosen one in chosen)
        {
            if (await services.Store.Load(one.Journey, context.RequestAborted) is not LoadedJourney.Found { Stored: var stored })
            {
                form.Problem(one.Tick, "One of them cannot be read just now. Nothing was changed there.");
                continue;
            }
            // Somebody with two tasks is called only once.
            if (what is NoAnswer && called.Contains(one.Journey))
            {
                form.Untick(one.Tick);
                continue;
            }
            JourneyCommand? command = what switch
            {
                PutOff => new Tasks.PutOff(one.Task, on, reason),
                Give => new Tasks.Give(one.Task, to),
                _ => IsCall(stored.State, one.Task, services.Clocks.Now)
                    ? new Contact.RecordAttempt(ContactFields.Usual(stored.State), AttemptOutcome.NoAnswer) : null,
            };
            string? why = command is null ? "Nobody is called for this, or it is done already."
                : !Permissions.May(context.Reader().Role, command.GetType())
                    ? $"This is for: {string.Join(", ", Permissions.RolesFor(command.GetType()).Select(Words.Of))}."
                : WhyNot(await journeys.Do(one.Journey, command, Actor.Staff(context.Reader().Id),
                    HexDigest.Of($"{form.Id}|{one.Tick}")[..32], null, context.RequestAborted,
                    $"{what}\n{one.Tick}\n{on}\n{to}\n{reason}"));
            if (why is null)
            {
                done++;
                called.Add(one.Journey);
                form.Untick(one.Tick);
            }
            else
            {
                form.Problem(one.Tick, $"{Name(stored.State, one.Task)} {why}");
            }
        }
        string did = string.Create(CultureInfo.InvariantCulture, $"{what}-{done}");
        if (form.IsRight)
            return Pages.SeeOther($"{filter.Path}&did={did}");
        form.Note("did", did);
        form.Renew();
        return await Board.ShowOf(filter, form, context, services);
    }

    private static string? WhyNot(CommandResult result) => result switch
    {
        CommandResult.Done => null,
        CommandResult.Refused refused => refused.Sentence,
        _ => "There is no such record.",
    };

    private static string Name(Journey journey, string task) =>
        $"{DeskWords.FullName(journey.Person)}"
            + (journey.Tasks.FirstOrDefault(t => t.Id == task) is { } open ? $", “{Words.Task(open.Kind)}”:" : ":");

    /// <summary>Whether the short form of the task records a call.</summary>
    private static bool IsCall(Journey journey, string task, DateTimeOffset now) =>
        journey.Tasks.FirstOrDefault(t => t.Id == task) is { } open
            && TaskForm.ShortOf(open.Kind, journey, open.About, now)?.Command is "recordAttempt";

    private static Chosen? Read(string field) =>
        field.StartsWith(Ticked, StringComparison.Ordinal) && field[Ticked.Length..].Split('/', 2) is [var journey, { Length: > 0 } task]
            && Guid.TryParseExact(journey, "N", out Guid id) ? new Chosen(id, task) : null;
}
