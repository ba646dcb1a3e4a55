using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Mail;

/// <summary>Links with which people who work here choose a password: mailed, and shown once to whoever invites them.</summary>
public sealed class StaffInvitations(StaffDirectory staff, IOutbox outbox, IJourneyRuntime runtime, Clocks clocks)
{
    /// <summary>Mails a link, and issues another one that does the same, for whoever is not reached by mail.</summary>
    /// <returns>What opens the other one. It is not kept.</returns>
    public async Task<string> Invite(string id, CancellationToken cancellation)
    {
        string secret = await Queue(staff, outbox, clocks, id, cancellation);
        await runtime.NudgePostman(cancellation);
        return secret;
    }

    /// <summary>The same for a program that runs beside the service: its postman comes by.</summary>
    public static async Task<string> Queue(
        StaffDirectory staff, IOutbox outbox, Clocks clocks, string id, CancellationToken cancellation)
    {
        string secret = await staff.IssueSetUpLink(id, cancellation);
        Guid mailed = Guid.NewGuid();
        await staff.IssueMailedSetUpLink(id, mailed, cancellation);
        await outbox.Queue(
            new QueuedMessage(Guid.Empty, $"invitation/{mailed:N}", MessageKind.Invitation, mailed.ToString("N"), id,
                Messages.PriorityOf(MessageKind.Invitation), clocks.Now), cancellation);
        return secret;
    }
}
