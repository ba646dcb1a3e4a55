using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Mail;

/// <summary>
/// Shows mail that went into a folder. It contains links that work for whoever has them, so outside the demo only admins see it. The pages
/// do not exist if mail is really sent.
/// </summary>
public static class MailPages
{
    /// <summary>A letter is treated like another website's page: nothing in it runs, nothing is loaded, and its links open
    /// outside its frame.</summary>
    private const string LetterPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups "
            + "allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
    private const string PageWithFrame = PageRules.ContentPolicy + "; frame-src 'self'";

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder pages = routes.MapPages().MapStaffPages()
            .MapFor(routes.ServiceProvider.GetRequiredService<HostSettings>().MailReaders);
        pages.MapGet("/mail", List);
        pages.MapGet("/mail/{name}", Show);
        pages.MapGet("/mail/{name}/body", Body);
    }

    private static PageResult List(HttpContext context, HostSettings settings, IServiceProvider services)
    {
        if (MailOf(settings, services) is not { } mail)
            return None(context);
        int page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0
            ? asked : 1;
        return Pages.Of<MailList>((nameof(MailList.Reader), context.Reader()), (nameof(MailList.Mail), mail.List(page)));
    }

    private static PageResult Show(string name, HttpContext context, HostSettings settings, IServiceProvider services)
    {
        if (MailOf(settings, services)?.Read(name) is not { } letter)
            return None(context);
        context.Response.Headers.ContentSecurityPolicy = PageWithFrame;
        return Pages.Of<LetterPage>((nameof(LetterPage.Reader), context.Reader()), (nameof(LetterPage.Letter), letter));
    }

    private static Results<ContentHttpResult, PageResult> Body(
        string name, HttpContext context, HostSettings settings, IServiceProvider services)
    {
        if (MailOf(settings, services)?.Read(name) is not { } letter)
            return None(context);
        context.Response.Headers.ContentSecurityPolicy = LetterPolicy;
        // A link that is followed inside the frame would fail, because our pages may not be framed.
        return TypedResults.Text(letter.Html.Replace("<head>", "<head><base target=\"_blank\">", StringComparison.Ordinal),
            "text/html; charset=utf-8");
    }

    private static PageResult None(HttpContext context) => Notices.NoSuchPage(context.Reader());

    private static IStoredMail? MailOf(HostSettings settings, IServiceProvider services) =>
        settings.ShowsMail ? (IStoredMail?)services.GetService(typeof(IStoredMail)) : null;
}
