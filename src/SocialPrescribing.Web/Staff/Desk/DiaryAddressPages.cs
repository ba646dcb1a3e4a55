using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// <c>/diary/calendar</c>: the address under which a calendar program reads somebody's own diary. It is shown once. Somebody who has lost
/// it, or shown it to others, makes a new one.
/// </summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class DiaryAddressPages
{
    private const string Address = "/diary/calendar";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet(Address, (HttpContext context, StaffCalendars calendars) => Show(context, calendars, null));
        staffPages.MapPost(Address, Make);
    }

    private static async Task<PageResult> Show(HttpContext context, StaffCalendars calendars, string? address)
    {
        StaffMember reader = context.Reader();
        return reader.SupportsPeople
            ? Pages.Of<DiaryAddressPage>((nameof(DiaryAddressPage.Reader), reader), (nameof(DiaryAddressPage.Address), address),
                (nameof(DiaryAddressPage.Made), await calendars.MadeBy(reader, context.RequestAborted)))
            : Notices.NoSuchPage(reader);
    }

    private static async Task<Results<PageResult, SeeOther>> Make(
        HttpContext context, StaffCalendars calendars, HostSettings settings, ILogger<DiaryAddressPages> log)
    {
        StaffMember reader = context.Reader();
        if (!reader.SupportsPeople)
            return Notices.NoSuchPage(reader);
        // Reloading sends the form again. That must not end the address that was just made.
        if (!int.TryParse(SentForm.Of(context)["made"], NumberStyles.None, CultureInfo.InvariantCulture, out int made)
            || await calendars.Renew(reader, made, context.RequestAborted) is not { } token)
            return Pages.SeeOther(Address);
        LogMade(log, reader.Id);
        return await Show(context, calendars, $"{settings.Profile.PublicUrl.AbsoluteUri.TrimEnd('/')}/calendar/{token}.ics");
    }

    [LoggerMessage(EventId = 5341, Level = LogLevel.Information, Message = "Staff {Staff} made the address of their calendar")]
    private static partial void LogMade(ILogger log, string staff);
}
