using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// The address under which a calendar program reads the diary of one member of staff. Whoever has it sees times, places and initials. So it
/// can be replaced, which ends the earlier one at once. The store holds only how often that was done; nobody can make an address from it
/// without the key for links.
/// </summary>
public sealed class StaffCalendars(IRegister register, StaffDirectory staff, SignedLinks links)
{
    private readonly Records<int> _made = RecordKinds.StaffCalendar.Of(PortsJson.Default.Int32).In(register);

    /// <summary>How often somebody's address was made; 0 if they have none.</summary>
    public async Task<int> MadeBy(StaffMember member, CancellationToken cancellation) =>
        (await _made.Get(member.Id, cancellation))?.Value ?? 0;

    /// <summary>The token in the new address; null if somebody was faster, or the same form came again.</summary>
    /// <param name="made">How often an address had been made when the form was shown.</param>
    public async Task<string?> Renew(StaffMember member, int made, CancellationToken cancellation)
    {
        Record<int>? now = await _made.Get(member.Id, cancellation);
        return (now?.Value ?? 0) == made && await _made.Put(member.Id, made + 1, now?.Version ?? 0, cancellation)
            ? links.Create(new LinkTarget(LinkPurpose.StaffCalendar, Guid.Empty, member.Id, made + 1)) : null;
    }

    /// <summary>
    /// Whose diary it opens; null if the address is not ours or was replaced since, or if its owner no longer supports people.
    /// </summary>
    public async Task<StaffMember?> Read(string token, CancellationToken cancellation) =>
        links.Read(token, LinkPurpose.StaffCalendar) is { } target
        && await staff.Find(target.Subject, cancellation) is { SupportsPeople: true } member
        && await MadeBy(member, cancellation) == target.Generation ? member : null;
}
