using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <param name="Id">The first twelve characters of the token's hash: enough to name it, useless for calling.</param>
/// <param name="Name">What it is for; null if that was not said.</param>
public sealed record StaffToken(string Id, string? Name, DateTimeOffset IssuedAt);

/// <summary>Tokens, with which somebody's programs act in their name and role.</summary>
public sealed partial class StaffDirectory
{
    private const int IdLength = 12;
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

    public async Task<StaffMember?> ByToken(string token, CancellationToken cancellation) =>
        await Look(_tokens, token, cancellation) is ({ } issued, { } member) && member.Honours(issued.IssuedAt) ? member : null;

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

    private static StaffToken Shown(string hash, Token issued) => new(hash[..IdLength], issued.Name, issued.IssuedAt);
}
