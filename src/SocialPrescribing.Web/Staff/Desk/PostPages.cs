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
/// Letters on paper, in large type, with the address where an envelope has its window: one letter at its task, and at <c>/board/post</c>
/// all of one's own that wait for post.
/// </summary>
public static class PostPages
{
    private const string Address = "/board/post";
    private const int MostTasks = 200;

    public static string PathOf(Guid journey, OpenTask task) => $"/journeys/{journey:N}/post?task={Uri.EscapeDataString(task.Id)}";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet("/journeys/{id:guid}/post", One);
        staffPages.MapGet(Address, All);
        staffPages.MapPost(Address, Posted);
    }

    private static async Task<PageResult> One(Guid id, HttpContext context, IJourneyStore store, PaperLetters letters, AccessLog looks)
    {
        string asked = context.Request.Query["task"].ToString();
        if (await store.Load(id, context.RequestAborted) is not LoadedJourney.Found { Stored.State: var journey }
            || journey.Tasks.FirstOrDefault(t => t.Id == asked) is not { } task)
            return Notices.NoSuchPage(context.Reader());
        await looks.Record(id, context.Reader(), LookedBy.Page, context.RequestAborted);
        return await Print(context, [(journey, task)], letters, JourneyTab.ToDo.PathIn(id));
    }

    private static async Task<PageResult> All(HttpContext context, IJourneyStore store, PaperLetters letters, AccessLog looks)
    {
        CancellationToken cancellation = context.RequestAborted;
        Page<TaskRow> rows = await store.Tasks(new TaskQuery(context.Reader().Id, Most: MostTasks), cancellation);
        List<(Journey, OpenTask)> waiting = [];
        foreach (IGrouping<Guid, TaskRow> theirs in rows.Items.Where(r => r.Kind is TaskKind.TellPerson).GroupBy(r => r.Journey))
        {
            if (await store.Load(theirs.Key, cancellation) is not LoadedJourney.Found { Stored.State: var journey }
                || !PaperLetters.WaitsForPost(journey))
                continue;
            OpenTask[] tasks = [.. journey.Tasks.Where(t => theirs.Any(r => r.Task == t.Id) && letters.HasWords(journey, t))];
            if (tasks.Length is 0)
                continue;
            await looks.Record(journey.Id, context.Reader(), LookedBy.Page, cancellation);
            waiting.AddRange(tasks.Select(t => (journey, t)));
        }
        return await Print(context, waiting, letters, "/board");
    }

    /// <summary>Closes the tasks whose letters were posted. If a later letter has replaced one, it has a task of its own,
    /// which stays.</summary>
    private static async Task<SeeOther> Posted(HttpContext context, JourneyService journeys)
    {
        SentForm form = SentForm.Of(context);
        int done = 0;
        foreach (string box in form.Values.Keys.Take(MostTasks))
            if (Permissions.May(context.Reader().Role, typeof(Tasks.Complete))
                && box.Split('/', 3) is ["task", var id, var task] && Guid.TryParseExact(id, "N", out Guid journey)
                && await journeys.Do(journey, new Tasks.Complete(task, "Sent by post."), Actor.Staff(context.Reader().Id),
                    HexDigest.Of($"{form.Id}|{box}")[..32], null, context.RequestAborted, box) is CommandResult.Done)
                done++;
        return Pages.SeeOther(string.Create(CultureInfo.InvariantCulture, $"{Address}?posted={done}"));
    }

    private static async Task<PageResult> Print(
        HttpContext context, IReadOnlyList<(Journey Journey, OpenTask Task)> waiting, PaperLetters letters, string back)
    {
        List<PaperLetter> written = [];
        List<(Journey Journey, string Why)> not = [];
        foreach ((Journey journey, OpenTask task) in waiting)
            if (letters.WhyNotPosted(journey, task) is { } why)
                not.Add((journey, why));
            else if (await letters.Write(journey, task, context.RequestAborted) is { } letter)
                written.Add(letter);
            else
                not.Add((journey, "What it was about has changed since."));
        return Pages.Of<PostPage>((nameof(PostPage.Reader), context.Reader()), (nameof(PostPage.Letters), written),
            (nameof(PostPage.Not), not), (nameof(PostPage.Back), back),
            (nameof(PostPage.Posted), int.TryParse(context.Request.Query["posted"], NumberStyles.None, CultureInfo.InvariantCulture,
                out int posted) ? posted : null));
    }
}
