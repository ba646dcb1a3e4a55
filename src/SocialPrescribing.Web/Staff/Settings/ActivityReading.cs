using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>What people can be introduced to, to be read by everybody who works here. Leads and admins change it elsewhere.</summary>
public static class ActivityReading
{
    private const int OnPage = 50;
    private const int LongestWord = 200;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet("/activities", List);
        staffPages.MapGet("/activities/{id:guid}", Show);
    }

    private static async Task<IResult> List(HttpContext context, ActivityDirectory directory, Pathway pathway)
    {
        IQueryCollection sent = context.Request.Query;
        string text = sent["text"].ToString().Trim(), need = sent["need"].ToString();
        DirectoryQuery query = new(
            Need: pathway.KnowsNeed(need) ? need : null, Text: text.Length is > 0 and <= LongestWord ? text : null, Most: OnPage,
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
        return Pages.Of<ActivitiesPage>((nameof(ActivitiesPage.Reader), context.Reader()), (nameof(ActivitiesPage.Found), page),
            (nameof(ActivitiesPage.Needs), ActivityForm.NeedsOf(pathway)),
            (nameof(ActivitiesPage.Query),
                SentForm.Again(new Dictionary<string, string> { ["text"] = text, ["need"] = need })));
    }

    private static async Task<IResult> Show(Guid id, HttpContext context, ActivityDirectory directory) =>
        await directory.Get(id, context.RequestAborted) is { } stored
            ? Pages.Of<OneActivityPage>((nameof(OneActivityPage.Reader), context.Reader()), (nameof(OneActivityPage.Stored), stored))
            : Notices.NoSuchPage(context.Reader());
}
