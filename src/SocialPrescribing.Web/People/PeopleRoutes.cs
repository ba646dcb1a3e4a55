using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>The pages behind links in emails to people and providers. <c>LetterWriter</c> writes their addresses.</summary>
public static class PeopleRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder pages = routes.MapPages();
        RouteGroupBuilder peoplesPages = pages.MapPeoplesPages();
        RouteGroupBuilder links = peoplesPages.MapLinks();
        SurveyLinks.Map(links);
        MeetingLinks.Map(links);
        ListLinks.Map(links);
        PreferencesLinks.Map(links);
        HeldLinks.Map(links);
        DetailsLinks.Map(links);
        ConfirmEmailLinks.Map(links);
        RouteGroupBuilder providersLinks = pages.MapLinks();
        ProviderLinks.Map(providersLinks);
        ConfirmActivityLinks.Map(providersLinks);
        RegisterLinks.Map(providersLinks);
        GoingLinks.Map(providersLinks);
        StaffCalendarLinks.Map(pages);
        ClosingSummaryLinks.Map(pages);
        NoticePages.Map(peoplesPages);
        FindPages.Map(peoplesPages);
        // A link that a mail program has cut off still leads to the page that says whom to call.
        foreach (string kind in (string[])["s", "m", "p", "c", "e", "l"])
            peoplesPages.MapGet($"/{kind}/{{**rest}}", LinkOpener.Gone);
        foreach (string kind in (string[])["a", "d", "w", "g", "o"])
            pages.MapGet($"/{kind}/{{**rest}}", LinkOpener.Gone);
    }
}
