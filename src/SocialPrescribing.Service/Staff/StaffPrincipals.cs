using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>Somebody in the organisation's own directory.</summary>
/// <param name="Id">Their object id there. It stays when name and address change, and is never given to somebody else.</param>
/// <param name="Role">Null if they are known but do not work here.</param>
public sealed record StaffPrincipal(Guid Id, string Email, string Name, StaffRole? Role);

/// <summary>
/// People who sign in with their work account. They are found by their object id and added when they first sign in, so the first one
/// with the role of an admin is the first admin. Name and role follow the directory. Somebody who is disabled here stays disabled,
/// whatever the directory says.
/// </summary>
public sealed partial class StaffPrincipals(IRegister register, StaffDirectory staff, Clocks clocks, ILogger<StaffPrincipals> log)
{
    private readonly Records<string> _known = RecordKinds.StaffPrincipal.Of(PortsJson.Default.String).In(register);

    /// <summary>Not with every request, which would then always be a write.</summary>
    private static readonly TimeSpan _seenEvery = TimeSpan.FromDays(1);

    /// <summary>Which account somebody had here the last time.</summary>
    private readonly ConcurrentDictionary<Guid, string> _accounts = [];

    /// <summary>Their account here; null if they have no role or are disabled.</summary>
    public async Task<StaffMember?> Find(StaffPrincipal principal, CancellationToken cancellation)
    {
        if (principal.Role is not { } role)
            return null;
        // It is nearly always the same account as the last time, so both are read at once.
        string? before = _accounts.GetValueOrDefault(principal.Id);
        Task<Record<string>?> looking = _known.Get(KeyOf(principal), cancellation);
        Task<StaffMember?> finding = before is null ? Task.FromResult<StaffMember?>(null) : staff.Find(before, cancellation);
        await Task.WhenAll(looking, finding);
        Record<string>? known = await looking;
        if (known is not null)
            _accounts[principal.Id] = known.Value;
        if (known?.Value == before && await finding is { } same && Followed(same, principal, role) == same)
            return same.Enabled ? same : null;
        StaffMember? member = await Follow(known?.Value, principal, role, cancellation);
        // Either they sign in for the first time, or an import has replaced their account.
        member ??= await Follow(await Admit(principal, role, known?.Version ?? 0, cancellation), principal, role, cancellation);
        return member is { Enabled: true } ? member : null;
    }

    private async Task<StaffMember?> Follow(string? id, StaffPrincipal principal, StaffRole role, CancellationToken cancellation) =>
        id is null ? null : await staff.Change(id, s => Followed(s, principal, role), cancellation);

    private StaffMember Followed(StaffMember member, StaffPrincipal principal, StaffRole role) => !member.Enabled ? member : member with
    {
        Name = principal.Name,
        Role = role,
        CameInAt = member.CameInAt + _seenEvery > clocks.MachineNow ? member.CameInAt : clocks.MachineNow,
    };

    /// <summary>Adds somebody, or finds the account that an admin made for their address and that nobody has used yet.</summary>
    private async Task<string?> Admit(StaffPrincipal principal, StaffRole role, int version, CancellationToken cancellation)
    {
        if ((await staff.Add(principal.Email, principal.Name, role, cancellation) ?? await staff.FindByEmail(principal.Email, cancellation))
            is not { } found
            || await staff.Change(found.Id, s => s with { Principal = s.Principal ?? principal.Id }, cancellation) is not { } member)
            return null;
        if (member.Principal != principal.Id)
        {
            // Another work account already belongs to this address's account. An address alone proves nothing.
            LogTaken(log, member.Id);
            return null;
        }
        if (await _known.Put(KeyOf(principal), member.Id, version, cancellation))
            LogAdmitted(log, member.Id, role);
        return member.Id;
    }

    private static string KeyOf(StaffPrincipal principal) => KeyOf(principal.Id);

    internal static string KeyOf(Guid principal) => principal.ToString("N", CultureInfo.InvariantCulture);

    [LoggerMessage(EventId = 2201, Level = LogLevel.Information,
        Message = "Staff {Staff} came in with a work account for the first time, as {Role}")]
    private static partial void LogAdmitted(ILogger log, string staff, StaffRole role);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Warning,
        Message = "A work account was turned away: its address belongs to staff {Staff}, who comes in with another account")]
    private static partial void LogTaken(ILogger log, string staff);
}
