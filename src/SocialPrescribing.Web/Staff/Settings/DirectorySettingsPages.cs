using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web.Bodies;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>Maintaining the directory: searching, adding, changing, withdrawing, importing, and asking providers.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class DirectorySettingsPages
{
    private const int OnPage = 50;
    private const int LongestWord = 200;
    /// <summary>Room for what a browser sends around the file.</summary>
    private const int Envelope = 64 * 1024;
    /// <summary>The largest file of words for needs: a thousand lines have about 30 KB.</summary>
    private const int MostNeeds = 256 * 1024;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Lead, StaffRole.Admin);
        pages.MapGet("/settings/directory", List);
        pages.MapGet("/settings/directory/new", (HttpContext context, ActivityConfirmations confirmations, Pathway pathway) =>
            Form(context, confirmations, pathway, null, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/settings/directory/new", Add);
        pages.MapGet("/settings/directory/import",
            (HttpContext context) =>
                Pages.Of<ImportPage>((nameof(ImportPage.Reader), context.Reader()), (nameof(ImportPage.Form), SentForm.Empty)));
        pages.MapPost("/settings/directory/import", Import).ReadsItsForm();
        pages.MapGet("/settings/directory/{id:guid}", Show);
        pages.MapPost("/settings/directory/{id:guid}", Change);
        pages.MapPost("/settings/directory/{id:guid}/withdraw", Withdraw);
        pages.MapPost("/settings/directory/{id:guid}/note", Settle);
        pages.MapPost("/settings/directory/{id:guid}/ask", Ask);
    }

    /// <summary>The services that a change of an entry needs.</summary>
    // Each parameter says where it comes from. The generator would take any other for a JSON body and then refuse forms.
    internal sealed record Editing(
        [FromServices] ActivityDirectory Directory, [FromServices] ActivityConfirmations Confirmations, [FromServices] Pathway Pathway,
        [FromServices] IPlaces Places,
        [FromServices] Clocks Clocks, [FromServices] ILogger<DirectorySettingsPages> Log);

    private static async Task<PageResult> List(HttpContext context, ActivityDirectory directory, Pathway pathway)
    {
        IQueryCollection sent = context.Request.Query;
        string text = sent["text"].ToString().Trim(), show = sent["show"].ToString(), need = sent["need"].ToString();
        DirectoryQuery query = new(
            Need: pathway.KnowsNeed(need) ? need : null, Text: text.Length is > 0 and <= LongestWord ? text : null,
            Status: show switch
            {
                "inactive" => ListingStatus.Inactive,
                "defunct" => ListingStatus.Defunct,
                "closed" => ListingStatus.TemporarilyClosed,
                _ => null,
            },
            WithNotes: show is "notes", OnlyUnconfirmed: show is "unconfirmed", Most: OnPage,
            Continue: sent["after"] is [{ Length: > 0 } after] ? after : null);
        Page<StoredActivity> page;
        try
        {
            page = await directory.Find(query, context.RequestAborted);
        }
        catch (FormatException)
        {
            page = await directory.Find(query with { Continue = null }, context.RequestAborted);
        }
        return Pages.Of<DirectoryPage>((nameof(DirectoryPage.Reader), context.Reader()), (nameof(DirectoryPage.Found), page),
            (nameof(DirectoryPage.Needs), ActivityForm.NeedsOf(pathway)),
            (nameof(DirectoryPage.Query),
                SentForm.Again(new Dictionary<string, string> { ["text"] = text, ["show"] = show, ["need"] = need })));
    }

    private static async Task<PageResult> Show(
        Guid id, HttpContext context, ActivityDirectory directory, ActivityConfirmations confirmations, Pathway pathway) =>
        await directory.Get(id, context.RequestAborted) is { } stored
            ? await Form(context, confirmations, pathway, stored, SentForm.Empty, StatusCodes.Status200OK) : None(context);

    /// <param name="stored">Null for a new entry.</param>
    private static async Task<PageResult> Form(
        HttpContext context, ActivityConfirmations confirmations, Pathway pathway, StoredActivity? stored, SentForm form, int status) =>
        Pages.Of<ActivityPage>(status,
        (nameof(ActivityPage.Reader), context.Reader()), (nameof(ActivityPage.Stored), stored), (nameof(ActivityPage.Form), form),
        (nameof(ActivityPage.Needs), ActivityForm.NeedsOf(pathway)),
        (nameof(ActivityPage.Asked), stored is null ? null : await confirmations.LastAsked(stored.Activity.Id, context.RequestAborted)),
        (nameof(ActivityPage.Done), context.Request.Query["done"].ToString() switch
        {
            "kept" => "Entry saved.",
            "noted" => "The provider's note is done with.",
            "withdrawn" => "Withdrawn: link workers are no longer offered it.",
            "asked" => "The provider is asked by email.",
            _ => null,
        }));

    private static Task<Results<PageResult, SeeOther>> Add(HttpContext context, [AsParameters] Editing editing) =>
        Put(null, context, editing);

    private static Task<Results<PageResult, SeeOther>> Change(Guid id, HttpContext context, [AsParameters] Editing editing) =>
        Put(id, context, editing);

    private static async Task<Results<PageResult, SeeOther>> Put(Guid? id, HttpContext context, Editing editing)
    {
        string by = context.Reader().Id;
        CancellationToken cancellation = context.RequestAborted;
        SentForm form = SentForm.Of(context);
        StoredActivity? stored = id is { } known ? await editing.Directory.Get(known, cancellation) : null;
        if (id is not null && stored is null)
            return None(context);
        ListingDetails? details = ActivityForm.Read(
            form, stored?.Activity.Details, editing.Pathway, WorkingCalendar.LondonDate(editing.Clocks.Now));
        if (details is null)
            return await Form(context, editing.Confirmations, editing.Pathway, stored, form, StatusCodes.Status422UnprocessableEntity);
        details = await Placed(details, stored?.Activity.Details.Place, editing.Places, cancellation);
        // The same new entry sent twice is one entry.
        Guid entry = id ?? Guid.ParseExact(form.Id, "N");
        int version = id is null
            ? 0
            : int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen) ? seen : stored!.Version;
        switch (await editing.Directory.Put(entry, details, version, cancellation))
        {
            case PutOutcome.Done:
                LogPut(editing.Log, by, entry);
                return Pages.SeeOther($"/settings/directory/{entry:D}?done=kept");
            case PutOutcome.Invalid invalid:
                ActivityForm.Show(form, invalid.Problems);
                return await Form(context, editing.Confirmations, editing.Pathway, stored, form, StatusCodes.Status422UnprocessableEntity);
            default:
                if (id is null)
                    return Pages.SeeOther($"/settings/directory/{entry:D}?done=kept");
                form.Problem("",
                    "Somebody has changed this entry since you opened it. Open it again in another window to see what is new; if yours "
                        + "shall count, send it once more.");
                return await Form(context, editing.Confirmations, editing.Pathway, stored, form, StatusCodes.Status409Conflict);
        }
    }

    /// <summary>
    /// The place of the postcode, unless exact coordinates were entered. Coordinates that belonged to another postcode are dropped.
    /// </summary>
    private static async Task<ListingDetails> Placed(
        ListingDetails details, ActivityPlace? before, IPlaces places, CancellationToken cancellation)
    {
        if (details.Place is not { } place || !Postcode.TryParse(place.Postcode, out string postcode))
            return details;
        bool isSaid = place.Latitude is not null || place.Longitude is not null,
            isLeftOver = (place.Latitude, place.Longitude) == (before?.Latitude, before?.Longitude) && postcode != before?.Postcode;
        return isSaid && !isLeftOver || await places.Find(postcode, cancellation) is not { Point: var point } ? details
            : details with { Place = place with { Latitude = point.Latitude, Longitude = point.Longitude } };
    }

    private static async Task<Results<PageResult, SeeOther>> Withdraw(
        Guid id, HttpContext context, ActivityDirectory directory, ILogger<DirectorySettingsPages> log)
    {
        string by = context.Reader().Id;
        if (await directory.Change(id, a => a with { Details = a.Details with { Status = ListingStatus.Inactive, ClosedUntil = null } },
            context.RequestAborted) is null)
            return None(context);
        LogPut(log, by, id);
        return Pages.SeeOther($"/settings/directory/{id:D}?done=withdrawn");
    }

    /// <summary>Puts the provider's note into the description, or drops it. Either way it is dealt with.</summary>
    private static async Task<Results<PageResult, SeeOther>> Settle(
        Guid id, HttpContext context, ActivityDirectory directory, ActivityConfirmations confirmations, Pathway pathway,
        ILogger<DirectorySettingsPages> log)
    {
        string by = context.Reader().Id;
        SentForm form = SentForm.Of(context);
        bool isKept = form["do"] is "add", isTooLong = false;
        string Described(ListedActivity activity) => string.Join("\n\n",
            new[] { activity.Details.Description, activity.ProviderNote?.Text }.Where(t => !string.IsNullOrWhiteSpace(t)));
        StoredActivity? stored = await directory.Change(id, a =>
        {
            isTooLong = isKept && Described(a).Length > ActivityRules.LongestDescription;
            return isTooLong ? a : a with
            {
                Details = isKept ? a.Details with { Description = Described(a) } : a.Details,
                ProviderNote = null
            };
        }, context.RequestAborted);
        if (stored is null)
            return None(context);
        if (isTooLong)
        {
            SentForm again = SentForm.Empty;
            again.Problem("description", "With the note the description would be too long. Shorten it first, and put the note in by hand.");
            return await Form(context, confirmations, pathway, stored, again, StatusCodes.Status422UnprocessableEntity);
        }
        LogPut(log, by, id);
        return Pages.SeeOther($"/settings/directory/{id:D}?done=noted");
    }

    private static async Task<Results<PageResult, SeeOther>> Ask(
        Guid id, HttpContext context, ActivityDirectory directory, ActivityConfirmations confirmations, IJourneyRuntime runtime,
        Pathway pathway, CancellationToken cancellation)
    {
        if (await directory.Get(id, cancellation) is not { } stored)
            return None(context);
        if (await confirmations.AskNow(stored, cancellation))
        {
            await runtime.NudgePostman(cancellation);
            return Pages.SeeOther($"/settings/directory/{id:D}?done=asked");
        }
        SentForm form = SentForm.Empty;
        form.Problem("", "There is nothing to ask, no email address to ask at, or they were already asked today.");
        return await Form(context, confirmations, pathway, stored, form, StatusCodes.Status409Conflict);
    }

    private static async Task<PageResult> Import(
        HttpContext context, ActivityDirectory directory, Pathway pathway, Clocks clocks, FileTurn files,
        ILogger<DirectorySettingsPages> log)
    {
        string by = context.Reader().Id;
        using IDisposable? turn = files.Take(context);
        bool isRead = turn is not null && await PageRules.ReadForm(context, ActivityDirectory.MostBytes + MostNeeds + Envelope);
        SentForm form = isRead ? SentForm.Of(context) : SentForm.Empty;
        IFormFile? file = isRead && context.Request.HasFormContentType ? context.Request.Form.Files.GetFile("file") : null;
        if (turn is null)
            form.Problem("file", FileForm.OtherFile);
        else if (!isRead || file?.Length > ActivityDirectory.MostBytes)
            form.Problem("file", $"Choose a file of at most {ActivityDirectory.MostBytes / 1024 / 1024} MB.");
        else if (file is not { Length: > 0 })
            form.Problem("file", "Choose a file that is not empty.");
        bool json = file?.FileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) is true;
        if (form.IsRight && !json && !file!.FileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            form.Problem("file", "Choose a file whose name ends with .csv, or with .json for Open Referral UK.");
        IFormFile? words = isRead && context.Request.HasFormContentType ? context.Request.Form.Files.GetFile("needs") : null;
        if (words?.Length > MostNeeds)
            form.Problem("needs", $"Choose a file of at most {MostNeeds / 1024} KB.");
        if (!form.IsRight)
            return Pages.Of<ImportPage>(StatusCodes.Status422UnprocessableEntity, (nameof(ImportPage.Reader), context.Reader()),
                (nameof(ImportPage.Form), form));
        NeedMap? needs = null;
        if (words is { Length: > 0 })
            using (StreamReader text = new(words.OpenReadStream()))
                needs = NeedMap.Read(await text.ReadToEndAsync(context.RequestAborted), NeedMap.Starter);
        MemoryStream bytes = new((int)file!.Length);
        await file.CopyToAsync(bytes, context.RequestAborted);
        ReadOnlyMemory<byte> body = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        IEnumerable<ImportRow> rows = json
            ? OpenReferralReader.Read(body, new ListingReading(pathway, WorkingCalendar.LondonDate(clocks.Now), needs))
            : ActivityCsv.Read(body, pathway);
        ImportReport report = await directory.Import(rows, form.Has("dryRun"), context.RequestAborted, ActivityWords.Understood);
        LogImported(log, by, report.Taken, report.Changed, report.Refused, report.DryRun);
        return Pages.Of<ImportPage>((nameof(ImportPage.Reader), context.Reader()), (nameof(ImportPage.Form), SentForm.Empty),
            (nameof(ImportPage.Report), report));
    }

    private static PageResult None(HttpContext context) => Notices.NoSuchPage(context.Reader());

    [LoggerMessage(EventId = 5503, Level = LogLevel.Information, Message = "Staff {By} changed activity {Activity} on a page")]
    private static partial void LogPut(ILogger log, string by, Guid activity);

    [LoggerMessage(EventId = 5504, Level = LogLevel.Information,
        Message = "Staff {By} imported activities on a page: {Taken} taken, {Changed} changed, {Refused} refused (dry run: {DryRun})")]
    private static partial void LogImported(ILogger log, string by, int taken, int changed, int refused, bool dryRun);
}
