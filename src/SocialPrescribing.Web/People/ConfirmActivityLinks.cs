using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// What a provider says about their activity, behind <c>/d/{token}</c>: whether it still runs, whether there are places, what has changed.
/// </summary>
public static class ConfirmActivityLinks
{
    public const int LongestNote = 1_000;
    private const int MostPlaces = 1_000;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/d/{token}", Show);
        pages.MapPost("/d/{token}", Answer);
        pages.MapGet("/d/{token}/thanks", Thank);
    }

    private static async Task<PageResult> Show(
        string token, SignedLinks links, ActivityDirectory directory, CancellationToken cancellation) =>
        await Open(token, links, directory, cancellation) is { } activity ? Page(token, activity, SentForm.Empty) : LinkOpener.Gone();

    private static async Task<Results<PageResult, SeeOther>> Answer(
        string token, HttpContext context, SignedLinks links, ActivityDirectory directory, ActivityConfirmations confirmations,
        Clocks clocks, CancellationToken cancellation)
    {
        if (await Open(token, links, directory, cancellation) is not { } activity)
            return LinkOpener.Gone();
        SentForm form = SentForm.Of(context);
        ProviderSaid said = Read(form, WorkingCalendar.LondonDate(clocks.Now));
        return !form.IsRight ? Page(token, activity, form, StatusCodes.Status422UnprocessableEntity)
            : await confirmations.Answer(activity.Id, said, cancellation) is null ? LinkOpener.Gone()
            : Pages.SeeOther($"/d/{token}/thanks");
    }

    private static async Task<PageResult> Thank(
        string token, SignedLinks links, ActivityDirectory directory, CancellationToken cancellation) =>
        await Open(token, links, directory, cancellation) is not null ? Thanks() : LinkOpener.Gone();

    private static ProviderSaid Read(SentForm form, DateOnly today)
    {
        StillRuns? stillRuns = form["runs"] switch
        {
            "yes" => StillRuns.Yes,
            "no" => StillRuns.No,
            "closed" => StillRuns.ClosedForNow,
            _ => null,
        };
        if (stillRuns is null)
            form.Problem("runs", "Please say whether it still takes place.");
        DateOnly? until = null;
        if (stillRuns is StillRuns.ClosedForNow && form.Has("until"))
        {
            until = DateOnly.TryParseExact(form["until"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                && day > today && day < today.AddYears(3) ? day : null;
            if (until is null)
                form.Problem("until", "Please give a day that is still to come, or leave it empty.");
        }
        int? places = int.TryParse(form["places"], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MostPlaces
            ? number : null;
        if (form.Has("places") && places is null)
            form.Problem("places", $"Please write a number from 0 to {MostPlaces}, or leave it empty if you do not know.");
        bool? hides = form["public"] switch { "yes" => false, "no" => true, _ => null };
        return new ProviderSaid(stillRuns ?? StillRuns.Yes, until, places, form.Text("note", LongestNote), hides);
    }

    private static async Task<ListedActivity?> Open(
        string token, SignedLinks links, ActivityDirectory directory, CancellationToken cancellation) =>
        links.Read(token, LinkPurpose.ConfirmActivity) is { } target
            && await directory.Get(target.Journey, cancellation) is { Activity: { Details.Status: not ListingStatus.Defunct } activity }
            // As for registers. Links of earlier versions name no address.
            && (target.SentTo is null || links.WasSentTo(target, activity.Details.Provider.Email ?? ""))
            ? activity : null;

    private static PageResult Page(string token, ListedActivity activity, SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Of<ConfirmActivityPage>(status,
        (nameof(ConfirmActivityPage.Token), token), (nameof(ConfirmActivityPage.Activity), activity),
        (nameof(ConfirmActivityPage.Form), form));

    private static PageResult Thanks() => Pages.Of<Notice>(
        (nameof(Notice.Title), "Thank you"),
        (nameof(Notice.Sentence),
            "What you told us is in our directory now. If you wrote something, one of us reads it. If anything changes, you can open the "
                + "link in "
            + "our email again."));
}
