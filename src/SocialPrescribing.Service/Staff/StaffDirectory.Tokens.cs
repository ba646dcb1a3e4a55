using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <param name="Id">The first twelve characters of the token's hash: enough to name it, useless for calling.</param>
/// <param name="Name">What it is for; null if that was not said.</param>
public sealed record StaffToken(string Id, string? Name, DateTimeOffset IssuedAt);

/// <summary>Tokens, with which somebody's programs act in their name and role.</summary>
public sealed partial class StaffDirectory
{
    private const int IdLength = 12;

    /// <summary>
    /// Where people come in with their work account, a token rests once its owner has not done so for this long, until they do again. So a
    /// token ends with their place in the organisation's directory: nobody tells us when they lose it. An account in which nobody has come
    /// in with a work account has no place there to lose.
    /// </summary>
    public static readonly TimeSpan LastsWithoutOwner = TimeSpan.FromDays(30);
    private readonly Records<Token> _tokens = RecordKinds.StaffToken.Of(StaffJson.Default.Token).In(register, clocks);

    public async Task<string> IssueToken(string staff, CancellationToken cancellation) =>
        (await IssueToken(staff, name: null, cancellation)).Secret;

    /// <summary>Makes a token for programs, with its owner's role. The secret is shown once. It works until they are signed
    /// out everywhere.</summary>
    /// <param name="name">What it is for, so that its owner can tell their tokens apart.</param>
    public async Task<(string Secret, StaffToken Token)> IssueToken(string staff, string? name, CancellationToken cancellation)
    {
        string secret = "spt_" + Random(), hash = HexDigest.Of(secret);
        DateTimeOffset now = clocks.MachineNow;
        Token issued = new(staff, (await Find(staff, cancellation))?.AfterSignOut(now) ?? now) { Name = name?.Trim() };
        await _tokens.Add(hash, issued, cancellation);
        return (secret, Shown(hash, issued));
    }

    /// <param name="platform">Whether people sign in with their work account here, and not with a password.</param>
    public async Task<StaffMember?> ByToken(string token, CancellationToken cancellation, bool platform = false) =>
        await Look(_tokens, token, cancellation) is ({ } issued, { } member) && member.Honours(issued.IssuedAt)
            && !(platform && Rests(issued, member)) ? member : null;

    /// <summary>Their tokens that still work, the oldest first.</summary>
    public async Task<IReadOnlyList<StaffToken>> Tokens(StaffMember owner, CancellationToken cancellation) =>
    [
        .. (await _tokens.All(cancellation))
            .Where(t => t.Value.Staff == owner.Id && owner.Honours(t.Value.IssuedAt))
            .OrderBy(t => t.Value.IssuedAt)
            .Select(t => Shown(t.Key, t.Value)),
    ];

    /// <summary>Ends one of their tokens, from the next request on. False if they have none with this id.</summary>
    public async Task<bool> RevokeToken(StaffMember owner, string id, CancellationToken cancellation) =>
        id.Length is IdLength
            && (await _tokens.List(id, 1, null, cancellation)).Items is [{ } token]
            && token.Value.Staff == owner.Id
            && await _tokens.Delete(token.Key, token.Version, cancellation);

    private bool Rests(Token issued, StaffMember owner) => owner.Principal is not null
        && (owner.CameInAt > issued.IssuedAt ? owner.CameInAt.Value : issued.IssuedAt) + LastsWithoutOwner <= clocks.MachineNow;

    private static StaffToken Shown(string hash, Token issued) => new(hash[..IdLength], issued.Name, issued.IssuedAt);
}
