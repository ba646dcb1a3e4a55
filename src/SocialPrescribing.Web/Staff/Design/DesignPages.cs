using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Design;

/// <summary>
/// Every part of the pages in every state that looks different, with invented data. Whoever changes how pages look should look here first.
/// Nothing on it is read from the service, and nothing that is sent from it is kept.
/// </summary>
public static class DesignPages
{
    public const string Address = "/settings/design";

    /// <summary>Its pages: name in the address, and title.</summary>
    public static IReadOnlyList<(string Name, string Title)> All { get; } =
    [
        ("words", "Words and notices"), ("forms", "Forms"), ("figures", "Charts and tables"), ("board", "Tasks"),
        ("finding", "Finding"),
        ("team", "First steps and concerns"),
        .. InventedJourneys.All.Select(j => ($"journey-{j.Name}", $"Journey: {Lower(j.Title)}")),
    ];

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Address, (HttpContext context) => Show(All[0].Name, context));
        pages.MapGet($"{Address}/{{name}}", Show);
        pages.MapGet($"{Address}/alone/notice", (HttpContext context) => Pages.Of<Notice>(
            (nameof(Notice.Title), "A page that only says something"), (nameof(Notice.Sentence), "This is over, or cannot be done."),
            (nameof(Notice.Onward), new Onward("It may have been moved. ", Address, "Back to the design page")),
            (nameof(Notice.Call), "Later.Call"), (nameof(Notice.Reader), context.Reader())));
        pages.MapGet($"{Address}/alone/not-now", () => Pages.Of<NotNow>((nameof(NotNow.Why), "Away"),
            (nameof(NotNow.Address), "/search"), (nameof(NotNow.Typed), new Dictionary<string, string> { ["q"] = "Josie" })));
    }

    public static string PathOf(string name) => name == All[0].Name ? Address : $"{Address}/{name}";

    private static PageResult Show(string name, HttpContext context) => All.Any(p => p.Name == name)
        ? Pages.Of<DesignPage>((nameof(DesignPage.Reader), context.Reader()), (nameof(DesignPage.Name), name))
        : Notices.NoSuchPage(context.Reader());

    private static string Lower(string title) => char.ToLowerInvariant(title[0]) + title[1..];
}
