using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Mail;

/// <summary>Links with which staff choose a password. They are mailed, and shown once to whoever invites them.</summary>
public sealed class StaffInvitations(StaffDirectory staff, IOutbox outbox, IJourneyRuntime runtime, Clocks clocks)
{
    /// <summary>Mails a link, and makes a second one that can be handed over if mail does not arrive.</summary>
    /// <returns>The secret of the second link. It is not stored.</returns>
    public async Task<string> Invite(string id, CancellationToken cancellation)
    {
        string secret = await Queue(staff, outbox, clocks, id, cancellation);
        await runtime.NudgePostman(cancellation);
        return secret;
    }

    /// <summary>The same for the command line. It does not wake the postman, who looks into the outbox anyway.</summary>
    public static async Task<string> Queue(
        StaffDirectory staff, IOutbox outbox, Clocks clocks, string id, CancellationToken cancellation)
    {
        string secret = await staff.IssueSetUpLink(id, cancellation);
        Guid mailed = Guid.NewGuid();
        await staff.IssueMailedSetUpLink(id, mailed, cancellation);
        await outbox.Queue(About(mailed, id, MessageKind.Invitation, clocks), cancellation);
        return secret;
    }

    /// <summary>Mails a link to somebody who says they have forgotten their password, if the address has an account.</summary>
    /// <returns>The staff id of whoever gets it; null if nobody does, or if a link went out a short time ago.</returns>
    public async Task<string?> Remind(string email, CancellationToken cancellation)
    {
        if (await staff.IssueForgottenLink(email, cancellation) is not { Member.Id: var id, Link: var link })
            return null;
        await outbox.Queue(About(link, id, MessageKind.ForgottenPassword, clocks), cancellation);
        await runtime.NudgePostman(cancellation);
        return id;
    }

    private static QueuedMessage About(Guid link, string id, MessageKind kind, Clocks clocks) => QueuedMessage.OfTheService(
        $"{JsonNamingPolicy.KebabCaseLower.ConvertName($"{kind}")}/{link:N}", kind, new MessageAbout.Link(link), clocks.Now, id);
}
