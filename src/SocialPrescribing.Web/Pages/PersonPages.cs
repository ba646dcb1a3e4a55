using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Web.Pages.Links;
using SocialPrescribing.Web.Pages.Refer;

namespace SocialPrescribing.Web.Pages;

/// <summary>What the links in the emails to people and providers open. The addresses are written by <see cref="Letters.LetterWriter"/>.</summary>
public static class PersonPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        PageFiles.Map(routes);
        RouteGroupBuilder pages = routes.MapPages();
        SurveyLinks.Map(pages);
        MeetingLinks.Map(pages);
        PreferencesLinks.Map(pages);
        ProviderLinks.Map(pages);
        ConfirmActivityLinks.Map(pages);
        ReferPages.Map(pages);
        // A link that a mail program has cut short still leads to the page that says whom to call.
        foreach (string kind in (string[])["s", "m", "p", "c", "a", "d"])
            pages.MapGet($"/{kind}/{{**rest}}", LinkOpener.Gone);
    }
}
