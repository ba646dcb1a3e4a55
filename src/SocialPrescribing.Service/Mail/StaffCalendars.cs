using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// The address under which a calendar program reads the diary of one member of staff. Whoever has it sees times, places and initials, so
/// it can be made anew: the earlier one ends in that moment. The store holds how often that was; without the key for links nobody can make
/// an address of it.
/// </summary>
public sealed class StaffCalendars(IRegister register, StaffDirectory staff, SignedLinks links)
{
    private readonly Records<int> _made = RecordKinds.StaffCalendar.Of(PortsJson.Default.Int32).In(register);

    /// <summary>How often an address was made; 0 for whoever has none.</summary>
    public async Task<int> MadeBy(StaffMember member, CancellationToken cancellation) =>
        (await _made.Get(member.Id, cancellation))?.Value ?? 0;

    /// <summary>What stands in the new address; null where somebody was faster, or the same form came again.</summary>
    /// <param name="made">How often one had been made when the form was shown.</param>
    public async Task<string?> Renew(StaffMember member, int made, CancellationToken cancellation)
    {
        Record<int>? now = await _made.Get(member.Id, cancellation);
        return (now?.Value ?? 0) == made && await _made.Put(member.Id, made + 1, now?.Version ?? 0, cancellation)
            ? links.Create(new LinkTarget(LinkPurpose.StaffCalendar, Guid.Empty, member.Id, made + 1)) : null;
    }

    /// <summary>
    /// Whose it is; null for an address that is not ours or was made anew since, and for whoever supports nobody any more.
    /// </summary>
    public async Task<StaffMember?> Read(string token, CancellationToken cancellation) =>
        links.Read(token, LinkPurpose.StaffCalendar) is { } target
        && await staff.Find(target.Subject, cancellation) is { SupportsPeople: true } member
        && await MadeBy(member, cancellation) == target.Generation ? member : null;
}
