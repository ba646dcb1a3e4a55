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
    /// Whether somebody of this role sees only what was made for that role. Every page and every route is closed to them unless it says
    /// that it is open: what is added later is closed, too.
    /// </summary>
    public static bool SeesNothingElse(this StaffRole role) => role is StaffRole.Volunteer or StaffRole.Analyst;

    /// <summary>Everybody who works with the people: what asks for no role is for these.</summary>
    public static IReadOnlyList<StaffRole> Team { get; } = [.. Enum.GetValues<StaffRole>().Where(role => !role.SeesNothingElse())];
}

/// <param name="Id">Twelve characters; what tasks are assigned to.</param>
public sealed record StaffMember(string Id, string Email, string Name, StaffRole Role, bool Enabled)
{
    public string? PasswordHash { get; init; }
    /// <summary>What they show beside their password; null where the password alone lets them in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public SecondStep? SecondStep { get; init; }
    /// <summary>Who took their last second step off for them; null where nobody has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public SecondStepTakenOff? SecondStepTakenOff { get; init; }
    /// <summary>Sessions and tokens that began before this moment are over.</summary>
    public DateTimeOffset? SignedOutAt { get; init; }

    /// <summary>By its first day.</summary>
    public IReadOnlyList<Leave> Leave { get; init => field = value is { Count: > 0 } ? value : []; } = [];

    /// <summary>Of a volunteer; null where nothing was written down.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public VolunteerDetails? Volunteering { get; init; }
    [JsonIgnore] public VolunteerDetails Helps => Volunteering ?? VolunteerDetails.None;

    /// <summary>Whether they can be a person's link worker.</summary>
    [JsonIgnore] public bool SupportsPeople => Enabled && Role is (StaffRole.LinkWorker or StaffRole.Lead);

    /// <param name="platform">Whether people sign in with their work account here, and not with a password.</param>
    public bool CanSignIn(bool platform) => platform ? Principal is not null : PasswordHash is not null;

    /// <summary>Whether a session or token that was issued then still counts.</summary>
    public bool Honours(DateTimeOffset issuedAt) => SignedOutAt is null || issuedAt > SignedOutAt;

    /// <summary>Without the sessions and tokens that there are.</summary>
    public StaffMember SignedOut(DateTimeOffset now) => this with { SignedOutAt = AfterSignOut(now) };

    /// <summary>Now, or just after the last sign-out everywhere, if that was in the same moment or by a clock that is ahead.</summary>
    public DateTimeOffset AfterSignOut(DateTimeOffset now) => SignedOutAt >= now ? SignedOutAt.Value.AddTicks(1) : now;

    /// <summary>Whoever is shut out is signed out, so that what they had does not come back with them.</summary>
    internal StaffMember Becomes(StaffMember after, DateTimeOffset now) => Enabled && !after.Enabled ? after.SignedOut(now) : after;

    /// <summary>
    /// Who this is in the organisation's own directory (<see cref="StaffPrincipals"/>); null for who signs in with a password or has not
    /// come in yet.
    /// </summary>
    public Guid? Principal { get; init; }
}

/// <summary>What is known of somebody who goes along to sessions.</summary>
/// <param name="DbsUntil">The last day on which their DBS check counts, as the service's own rules say; null: none is on record.</param>
public sealed record VolunteerDetails(DateOnly? DbsUntil = null)
{
    public static readonly VolunteerDetails None = new();

    /// <summary>When they usually can.</summary>
    public IReadOnlyList<UsualTime> Free { get; init => field = value ?? []; } = [];
}

public sealed record UsualTime([property: JsonConverter(typeof(CamelCaseEnum<DayOfWeek>))] DayOfWeek Day, PartOfDay Part)
{
    /// <summary>The one that holds a moment, on London's clock.</summary>
    public static UsualTime At(DateTimeOffset at) => WorkingCalendar.LondonTime(at) is var local
        ? new(local.DayOfWeek, local.Hour switch { < 12 => PartOfDay.Morning, < 17 => PartOfDay.Afternoon, _ => PartOfDay.Evening })
        : new(default, default);
}
