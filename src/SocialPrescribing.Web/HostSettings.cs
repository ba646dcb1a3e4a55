using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>What a host has to say about itself; everything else is the same on both.</summary>
/// <param name="ShowsMail">Mail goes to a folder, so there is something to look at under <c>/mail</c>.</param>
/// <param name="StaffTenant">The Entra tenant whose people the platform signs in and names in a header, which it lets nobody else send.
/// Null: staff sign in with a password, and such a header means nothing.</param>
/// <param name="MailEventSecret">What a mail system shows with its delivery reports; null where none reports.</param>
/// <param name="NoticesFolder">Holds the operator's own privacy, accessibility and cookies pages; null for the built-in ones.</param>
/// <param name="FixedBy">Where those settings are set that an admin could set by page, if a file or the environment sets them.</param>
/// <param name="PathwaySource">Where <paramref name="Pathway"/> was read; null for no file.</param>
/// <param name="DemoDay">How long a day lasts in a demo, such as <c>1s</c>: people are invented, pages say so, and nobody needs to sign in.
/// Null for a real service.</param>
public sealed record HostSettings(
    Pathway Pathway, ServiceProfile Profile, Secrets Secrets, Clocks Clocks, int MailsPerMinute = 0, int MailsPerHour = 0,
    string? MessagesFolder = null, bool ShowsMail = false, string? DemoDay = null, DirectorySettings? Directory = null,
    Guid? StaffTenant = null, string? MailEventSecret = null, string? NoticesFolder = null,
    IReadOnlyDictionary<string, string>? FixedBy = null, PathwaySource? PathwaySource = null)
{
    /// <summary>A sentence: from which address letters come, and where that is set.</summary>
    public string? SenderSays { get; init; }

    /// <summary>Who cannot come in by a password alone, where it is this service that signs people in.</summary>
    public IReadOnlyList<StaffRole> SecondStepFor { get; init; } = [];

    public bool IsDemo => DemoDay is not null;
    public bool PlatformSignsIn => StaffTenant is not null;

    /// <summary>Who may look at mail that went into a folder.</summary>
    public StaffRole[] MailReaders => IsDemo ? [.. StaffRoles.Team] : [StaffRole.Admin];
}
