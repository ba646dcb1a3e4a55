using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Mail;

/// <summary>Finds who gets a message: the address that is current now, or everybody who has a role.</summary>
internal sealed class Addressees(
    StaffDirectory staff, ActivityConfirmations confirmations, MeetingLists lists, IRegister register,
    InForce<Pathway> pathways, Clocks clocks)
{
    /// <summary>The address is null if the message reaches nobody or goes to a role.</summary>
    public async Task<(string? Address, StaffMember? Reader)> Of(QueuedMessage message, Journey? journey, CancellationToken cancellation)
    {
        if ((message.Staff ?? message.What?.StaffToTell) is { } id)
            return await staff.Find(id, cancellation) is { Enabled: true } reader
                && (reader.Role is StaffRole.Volunteer || Messages.RecipientOf(message.Kind) is not Recipient.Volunteer)
                    ? (reader.Email, reader) : (null, null);
        return (MessageType.Of(message.Kind).IsAddressedByRecord ? await OfTheRecord(message, cancellation)
            : journey is null ? null : Messages.AddressOf(journey, message.Kind, message.What, pathways.Now), null);
    }

    /// <summary>Null once there is nothing to write any more.</summary>
    private async Task<string?> OfTheRecord(QueuedMessage message, CancellationToken cancellation) => message.What switch
    {
        MessageAbout.Entry => (await confirmations.Open(message, cancellation))?.Address,
        MessageAbout.Register list => (await lists.Open(list.Meeting, cancellation))?.Address,
        MessageAbout.Link => await ReferrerLists.AddressOf(message, register, clocks, cancellation),
        _ => null,
    };

    /// <summary>Turns a message to a role into one for each person who has it. The new keys follow from the message's own.</summary>
    public async Task<IReadOnlyList<QueuedMessage>> ToEach(QueuedMessage message, CancellationToken cancellation) =>
        [.. (await Readers(message.Kind, cancellation)).Select(reader => message with
        {
            Key = $"{message.Key}/to/{reader.Id}",
            Staff = reader.Id,
            Status = MessageStatus.Queued,
            NotBefore = null,
            Attempts = 0,
            Reason = null,
            MovedAt = null,
            Revision = 0,
        })];

    /// <summary>Who gets a message to a role. If nobody has the role, or all who have it are on leave, somebody else must hear of it, too:
    /// first a lead, then an admin.</summary>
    private async Task<IReadOnlyList<StaffMember>> Readers(MessageKind kind, CancellationToken cancellation)
    {
        IReadOnlyList<StaffMember> all = [.. (await staff.All(cancellation)).Where(s => s.Enabled)];
        // In the evening and at a weekend it is the next working day on which somebody reads it.
        DateOnly read = WorkingCalendar.LondonDate(pathways.Now.Calendar.AddWorkingHours(clocks.Now, TimeSpan.FromMinutes(1)));
        List<StaffMember> readers = [];
        foreach (StaffRole[] roles in (StaffRole[][])[RolesOf(kind), [StaffRole.Lead], [StaffRole.SafeguardingLead], [StaffRole.Admin]])
        {
            StaffMember[] some = [.. all.Where(s => roles.Contains(s.Role))];
            readers.AddRange(some);
            if (some.Any(s => !s.Leave.Any(l => l.Holds(read))))
                break;
        }
        return [.. readers.DistinctBy(s => s.Id)];
    }

    public static bool IsForRole(MessageKind kind) => RolesOf(kind) is not [];

    private static StaffRole[] RolesOf(MessageKind kind) => Messages.RecipientOf(kind) switch
    {
        Recipient.Lead => [StaffRole.Lead],
        Recipient.SafeguardingLead => [StaffRole.SafeguardingLead],
        Recipient.SafeguardingLeadAndLead => [StaffRole.SafeguardingLead, StaffRole.Lead],
        Recipient.Person or Recipient.Referrer or Recipient.Provider or Recipient.Volunteer or Recipient.Staff => [],
    };
}
