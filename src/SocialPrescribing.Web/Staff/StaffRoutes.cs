using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Design;
using SocialPrescribing.Web.Staff.Desk;
using SocialPrescribing.Web.Staff.Entry;
using SocialPrescribing.Web.Staff.Reports;
using SocialPrescribing.Web.Staff.Settings;
using SocialPrescribing.Web.Staff.Team;

namespace SocialPrescribing.Web.Staff;

/// <summary>The start page, and all pages for staff.</summary>
public static class StaffRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder pages = routes.MapPages();
        pages.MapGet("/", Enter);
        SignIn.Map(pages);
        if (!routes.ServiceProvider.GetRequiredService<HostSettings>().PlatformSignsIn)
        {
            SetUp.Map(pages);
            ForgottenPassword.Map(pages);
        }
        RouteGroupBuilder staffPages = pages.MapStaffPages();
        UnsentForms.Map(staffPages);
        if (!routes.ServiceProvider.GetRequiredService<HostSettings>().PlatformSignsIn)
            Account.Map(staffPages.MapGroup("").OpenTo(Enum.GetValues<StaffRole>()));
        GoingPages.Map(staffPages);
        VolunteerPages.Map(staffPages);
        Board.Map(staffPages);
        CaseloadPages.Map(staffPages);
        DiaryPages.Map(staffPages);
        DiaryAddressPages.Map(staffPages);
        DaySheet.Map(staffPages);
        LeavePages.Map(staffPages);
        JourneyPages.Map(staffPages);
        LetterPages.Map(staffPages);
        ListPages.Map(staffPages);
        PostPages.Map(staffPages);
        ClosingPages.Map(staffPages);
        PaperSurveyPages.Map(staffPages);
        DocumentPages.Map(staffPages);
        TeamPages.Map(staffPages);
        AuditPages.Map(staffPages);
        ErasingPages.Map(staffPages);
        AccessPackPages.Map(staffPages);
        ReportPages.Map(staffPages);
        SettingsPages.Map(staffPages);
        FirstStepsPages.Map(staffPages);
        DesignPages.Map(staffPages);
        ServicePages.Map(staffPages);
        LetterTextPages.Map(staffPages);
        SurveyPages.Map(staffPages);
        NoteTemplatePages.Map(staffPages);
        StaffSettings.Map(staffPages);
        OrganisationSettings.Map(staffPages);
        DirectorySettingsPages.Map(staffPages);
        PlacesPages.Map(staffPages);
        PracticesPages.Map(staffPages);
        ActivityReading.Map(staffPages);
        GroupRegister.Map(staffPages);
        SearchPages.Map(staffPages);
        // An address without a route gets a page that says so, under the same rules as every other page.
        pages.MapFallback("{**path}", NoSuchPage);
    }

    private static async Task<PageResult> NoSuchPage(HttpContext context, Readers readers) =>
        Notices.NoSuchPage(await readers.Of(context));

    private static async Task<Results<PageResult, SeeOther>> Enter(HttpContext context, Access access) =>
        await access.Staff(context) is { } member ? Pages.SeeOther(OpenTo.Home(member)) : Pages.Of<Welcome>();
}
