using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Staff;

[JsonConverter(typeof(CamelCaseEnum<StaffRole>))]
public enum StaffRole
{
    LinkWorker, Lead, SafeguardingLead, Admin,
    /// <summary>Goes along to sessions, and sees those and nothing else.</summary>
    Volunteer,
    /// <summary>Reads reports, and nothing else.</summary>
    Analyst,
}

public static class StaffRoles
{
    /// <summary>
    /// Whether people with this role see only what was made for that role. Every page and route is closed to them unless it says otherwise,
    /// so whatever is added later is closed, too.
    /// </summary>
    public static bool SeesNothingElse(this StaffRole role) => role is StaffRole.Volunteer or StaffRole.Analyst;

    /// <summary>The roles that work with people. What asks for no particular role is open to these.</summary>
    public static IReadOnlyList<StaffRole> Team { get; } = [.. Enum.GetValues<StaffRole>().Where(role => !role.SeesNothingElse())];
}

/// <param name="Id">Twelve characters. Tasks are assigned to this id.</param>
public sealed record StaffMember(string Id, string Email, string Name, StaffRole Role, bool Enabled)
{
    public string? PasswordHash { get; init; }
    /// <summary>What they show in addition to their password; null if the password is enough.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public SecondStep? SecondStep { get; init; }
    /// <summary>Who last removed their second step for them; null if nobody has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public SecondStepTakenOff? SecondStepTakenOff { get; init; }
    /// <summary>Sessions and tokens that began before this moment are over.</summary>
    public DateTimeOffset? SignedOutAt { get; init; }

    /// <summary>Sorted by the first day.</summary>
    public IReadOnlyList<Leave> Leave { get; init => field = value is { Count: > 0 } ? value : []; } = [];

    /// <summary>For a volunteer; null if nothing was entered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public VolunteerDetails? Volunteering { get; init; }
    [JsonIgnore] public VolunteerDetails Helps => Volunteering ?? VolunteerDetails.None;

    /// <summary>Whether they can be a person's link worker.</summary>
    [JsonIgnore] public bool SupportsPeople => Enabled && Role is (StaffRole.LinkWorker or StaffRole.Lead);

    /// <param name="platform">Whether people sign in with their work account here, and not with a password.</param>
    public bool CanSignIn(bool platform) => platform ? Principal is not null : PasswordHash is not null;

    /// <summary>Whether a session or token that was issued at that time still counts.</summary>
    public bool Honours(DateTimeOffset issuedAt) => SignedOutAt is null || issuedAt > SignedOutAt;

    /// <summary>Ends all present sessions and tokens.</summary>
    public StaffMember SignedOut(DateTimeOffset now) => this with { SignedOutAt = AfterSignOut(now) };

    /// <summary>Now, or just after the last sign-out everywhere if that was at the same moment or by a clock that is ahead.</summary>
    public DateTimeOffset AfterSignOut(DateTimeOffset now) => SignedOutAt >= now ? SignedOutAt.Value.AddTicks(1) : now;

    /// <summary>Somebody who is disabled is also signed out, so that their old sessions do not come back when they are
    /// enabled again.</summary>
    internal StaffMember Becomes(StaffMember after, DateTimeOffset now) => Enabled && !after.Enabled ? after.SignedOut(now) : after;

    /// <summary>
    /// Their id in the organisation's own directory (<see cref="StaffPrincipals"/>); null if they sign in with a password or
    /// have not signed in yet.
    /// </summary>
    public Guid? Principal { get; init; }

    /// <summary>When they last came in with their work account, to within a day; null if they have not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? CameInAt { get; init; }
}

/// <summary>What is known of a volunteer who goes along to sessions.</summary>
/// <param name="DbsUntil">The last day on which the service accepts their DBS check; null if none is on record.</param>
public sealed record VolunteerDetails(DateOnly? DbsUntil = null)
{
    public static readonly VolunteerDetails None = new();

    /// <summary>When they usually have time.</summary>
    public IReadOnlyList<UsualTime> Free { get; init => field = value ?? []; } = [];
}

public sealed record UsualTime([property: JsonConverter(typeof(CamelCaseEnum<DayOfWeek>))] DayOfWeek Day, PartOfDay Part)
{
    /// <summary>The weekday and part of the day to which a moment belongs, in London.</summary>
    public static UsualTime At(DateTimeOffset at) => WorkingCalendar.LondonTime(at) is var local
        ? new(local.DayOfWeek, local.Hour switch { < 12 => PartOfDay.Morning, < 17 => PartOfDay.Afternoon, _ => PartOfDay.Evening })
        : new(default, default);
}
