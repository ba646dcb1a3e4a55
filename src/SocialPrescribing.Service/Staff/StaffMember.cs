using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Staff;

[JsonConverter(typeof(CamelCaseEnum<StaffRole>))]
public enum StaffRole { LinkWorker, Lead, SafeguardingLead, Admin }

/// <param name="Id">Twelve characters; what tasks are assigned to.</param>
public sealed record StaffMember(string Id, string Email, string Name, StaffRole Role, bool Enabled)
{
    public string? PasswordHash { get; init; }
    public int FailedSignIns { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    /// <summary>Sessions that began before this moment are over.</summary>
    public DateTimeOffset? SignedOutAt { get; init; }

    /// <summary>By its first day.</summary>
    public IReadOnlyList<Leave> Leave { get; init => field = value is { Count: > 0 } ? value : []; } = [];

    /// <summary>Whether they can be a person's link worker.</summary>
    [JsonIgnore] public bool SupportsPeople => Enabled && Role is (StaffRole.LinkWorker or StaffRole.Lead);
    /// <summary>
    /// Who this is in the organisation's own directory (<see cref="StaffPrincipals"/>); null for who signs in with a password or has not
    /// come in yet.
    /// </summary>
    public Guid? Principal { get; init; }
}
