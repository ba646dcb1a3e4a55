using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>What a host says about itself. Everything else is the same on both.</summary>
/// <param name="ShowsMail">Whether mail goes to a folder, which <c>/mail</c> shows.</param>
/// <param name="StaffTenant">
/// The Entra tenant whose people the platform signs in. The platform names them in a header that it lets nobody else send. Null if staff
/// sign in with a password; then such a header is ignored.
/// </param>
/// <param name="MailEventSecret">The secret that a mail system sends with its delivery reports; null if none reports.</param>
/// <param name="NoticesFolder">The folder of the operator's own privacy, accessibility and cookies pages; null for the
/// built-in ones.</param>
/// <param name="FixedBy">Settings that admins cannot change on a page, with the file or environment variable that sets them.</param>
/// <param name="PathwaySource">Where <paramref name="Pathway"/> was read; null if there is no file.</param>
/// <param name="DemoDay">
/// How long a day lasts in a demo, such as <c>1s</c>. In a demo people are invented, pages say so, and nobody needs to sign in.
/// Null for a real service.
/// </param>
public sealed record HostSettings(
    Pathway Pathway, ServiceProfile Profile, Secrets Secrets, Clocks Clocks, int MailsPerMinute = 0, int MailsPerHour = 0,
    string? MessagesFolder = null, bool ShowsMail = false, string? DemoDay = null, DirectorySettings? Directory = null,
    Guid? StaffTenant = null, string? MailEventSecret = null, string? NoticesFolder = null,
    IReadOnlyDictionary<string, string>? FixedBy = null, PathwaySource? PathwaySource = null)
{
    /// <summary>A sentence that says from which address letters come, and where that is set.</summary>
    public string? SenderSays { get; init; }

    /// <summary>Roles that cannot sign in by a password alone, if this service signs people in.</summary>
    public IReadOnlyList<StaffRole> SecondStepFor { get; init; } = [];

    public bool IsDemo => DemoDay is not null;
    public bool PlatformSignsIn => StaffTenant is not null;

    /// <summary>Who may look at mail that went into a folder.</summary>
    public StaffRole[] MailReaders => IsDemo ? [.. StaffRoles.Team] : [StaffRole.Admin];
}
