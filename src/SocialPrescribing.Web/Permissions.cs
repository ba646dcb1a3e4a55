using System.Reflection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>Which roles may give which command, for the API and the pages.</summary>
public static class Permissions
{
    private static readonly StaffRole[] _support = [StaffRole.LinkWorker, StaffRole.Lead];
    private static readonly StaffRole[] _care = [StaffRole.LinkWorker, StaffRole.Lead, StaffRole.SafeguardingLead];
    private static readonly StaffRole[] _safeguarding = [StaffRole.SafeguardingLead, StaffRole.Lead];
    private static readonly StaffRole[] _running = [StaffRole.Lead, StaffRole.Admin];

    /// <summary>Nobody, if staff do not give the command.</summary>
    public static IReadOnlyList<StaffRole> RolesFor(Type command) => command.GetCustomAttribute<GivenByAttribute>()?.Givers switch
    {
        Givers.Support => _support,
        Givers.Care => _care,
        Givers.Safeguarding => _safeguarding,
        Givers.Running => _running,
        Givers.NotStaff or null => [],
    };

    /// <summary>Whether somebody can be a person's link worker, and so may do what link workers do.</summary>
    public static bool MaySupport(StaffMember? member) => member is { SupportsPeople: true };

    public static bool May(StaffRole role, Type command) => RolesFor(command).Contains(role);
}
