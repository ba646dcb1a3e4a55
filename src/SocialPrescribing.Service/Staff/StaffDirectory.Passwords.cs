using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>Passwords that their owners change themselves.</summary>
public sealed partial class StaffDirectory
{
    /// <summary>How long a link for a forgotten password lasts.</summary>
    public static readonly TimeSpan ForgottenLinkLasts = TimeSpan.FromHours(1);
    /// <summary>Within this time no second link is sent, so that a stranger cannot flood a mailbox.</summary>
    public static readonly TimeSpan BetweenForgottenLinks = TimeSpan.FromMinutes(15);
    private const string Forgotten = "forgotten";

    /// <summary>
    /// Changes the password of somebody who has just shown the present one by signing in. All their sessions, tokens and links end.
    /// </summary>
    /// <param name="wanted">A password that was checked (<see cref="PasswordProblem"/>).</param>
    /// <returns>False if too many passwords are being hashed at the moment.</returns>
    public async Task<bool> ReplacePassword(string id, string wanted, CancellationToken cancellation)
    {
        using IDisposable? turn = await _work.Turn(cancellation);
        if (turn is null)
            return false;
        string hash = _hashing.Of(wanted);
        await EndSetUpLinks([id], cancellation);
        await Change(id, s => s.SignedOut(clocks.MachineNow) with { PasswordHash = hash }, cancellation);
        await _tries.Change(id, record => record?.Value.Forgiven(), cancellation);
        return true;
    }

    /// <summary>Makes a link for somebody who has forgotten their password. It ends the previous such link. A link from an
    /// admin stays.</summary>
    /// <returns>Null if no account with a password has this address, or if a link went out a short time ago.</returns>
    public async Task<(StaffMember Member, Guid Link)?> IssueForgottenLink(string email, CancellationToken cancellation)
    {
        if (await FindByEmail(email, cancellation) is not { Enabled: true, PasswordHash: not null } member)
            return null;
        DateTimeOffset now = clocks.MachineNow;
        Record<Token>[] before = [.. (await _setUpLinks.All(cancellation))
            .Where(l => l.Value.Staff == member.Id && l.Value.Name is Forgotten)];
        if (before.Any(l => l.Value.IssuedAt + BetweenForgottenLinks > now))
            return null;
        foreach (Record<Token> link in before)
            await _setUpLinks.Delete(link.Key, link.Version, cancellation);
        Guid id = Guid.NewGuid();
        return await _setUpLinks.Put(
            HexDigest.Of(MailedSecret(id)), new Token(member.Id, now) { Name = Forgotten }, 0, now + ForgottenLinkLasts, cancellation)
            ? (member, id) : null;
    }
}
