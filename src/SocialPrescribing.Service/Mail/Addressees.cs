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
        if (message.Staff is { } id)
            return await staff.Find(id, cancellation) is { Enabled: true } reader ? (reader.Email, reader) : (null, null);
        return Messages.RecipientOf(message.Kind) switch
        {
            Recipient.Person when message.Kind is MessageKind.ConfirmAddress => (journey?.AwaitedEmail?.Email, null),
            Recipient.Person when message.Kind is MessageKind.DetailsChanged => (journey?.EarlierEmail, null),
            Recipient.Person when journey is not null && RelatedPeople.InPlaceOf(journey, message.Kind, pathways.Now) is { } related =>
                (related.Email, null),
            Recipient.Person => (journey?.Preferences.Email, null),
            Recipient.Provider when message.Kind is MessageKind.ConfirmActivity =>
                ((await confirmations.Open(message, cancellation))?.Address, null),
            Recipient.Provider when message.Kind is MessageKind.RegisterOfTheDay =>
                (message.What is MessageAbout.Register list ? (await lists.Open(list.Meeting, cancellation))?.Address : null, null),
            Recipient.Referrer when message.Kind is MessageKind.ReferrerList =>
                (await ReferrerLists.AddressOf(message, register, clocks, cancellation), null),
            Recipient.Referrer =>
                (journey is not null && message.What is MessageAbout.Referral sent ? sent.In(journey)?.Details.Referrer?.Email : null,
                    null),
            Recipient.Volunteer => message.What is MessageAbout.GoingAlong { Volunteer: var volunteer }
                && await staff.Find(volunteer, cancellation) is { Enabled: true, Role: StaffRole.Volunteer } going
                    ? (going.Email, going) : (null, null),
            Recipient.Provider =>
                (journey is not null && message.What is MessageAbout.Introduction asked ? asked.In(journey)?.Activity.Email : null, null),
            _ => (null, null),
        };
    }

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

    /// <summary>Who gets a message to a role.</summary>
    private async Task<IReadOnlyList<StaffMember>> Readers(MessageKind kind, CancellationToken cancellation)
    {
        IReadOnlyList<StaffMember> all = [.. (await staff.All(cancellation)).Where(s => s.Enabled)];
        StaffRole[] wanted = Messages.RecipientOf(kind) switch
        {
            Recipient.Lead => [StaffRole.Lead],
            Recipient.SafeguardingLead => [StaffRole.SafeguardingLead],
            _ => [StaffRole.SafeguardingLead, StaffRole.Lead],
        };
        // If nobody has the role, somebody else must hear of it: first a lead, then an admin.
        foreach (StaffRole[] roles in (StaffRole[][])[wanted, [StaffRole.Lead], [StaffRole.SafeguardingLead], [StaffRole.Admin]])
            if (all.Where(s => roles.Contains(s.Role)).ToArray() is { Length: > 0 } some)
                return some;
        return [];
    }

    public static bool IsForRole(MessageKind kind) =>
        Messages.RecipientOf(kind) is Recipient.Lead or Recipient.SafeguardingLead or Recipient.SafeguardingLeadAndLead;
}
