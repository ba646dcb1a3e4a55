using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>Accounts that came from another host or from a newer version.</summary>
public sealed partial class StaffDirectory
{
    private const int AtOnce = 1_000;
    private static readonly RecordKind<StaffMember> _kind = RecordKinds.Staff.Of(StaffJson.Default.StaffMember);

    /// <summary>Accounts with words that only a newer version knows, such as a role. They have no rights here.</summary>
    public async Task<IReadOnlyList<(string Id, string Words)>> Unknown(CancellationToken cancellation)
    {
        List<(string, string)> unknown = [];
        string? after = null;
        do
        {
            Page<RegisterRecord> page = await register.List(_kind.Name, "", AtOnce, after, cancellation);
            unknown.AddRange(page.Items.Select(r => (r.Key, Words: string.Join(", ", _kind.UnknownWords(r, out _))))
                .Where(u => u.Words.Length > 0));
            after = page.Continue;
        } while (after is not null);
        return unknown;
    }

    /// <summary>After an import of accounts: the address and work account now lead to this account, whoever had them here.</summary>
    internal async Task Settle(string id, CancellationToken cancellation)
    {
        Names.Forget();
        RegisterRecord record = (await register.Get(_kind.Name, id, cancellation))!;
        // Also of somebody whose role only a newer version knows: it finds them by their address again.
        _kind.UnknownWords(record, out StaffMember member);
        await _emails.Change(Canonical(member.Email), _ => id, cancellation);
        if (member.Principal is { } principal)
            await RecordKinds.StaffPrincipal.Of(PortsJson.Default.String).In(register)
                .Change(StaffPrincipals.KeyOf(principal), _ => id, cancellation);
    }

    /// <summary>Removes accounts whose address belongs to somebody else by now.</summary>
    internal async Task RemoveReplaced(CancellationToken cancellation)
    {
        foreach (Record<StaffMember> record in await _staff.All(cancellation))
            if (await _emails.Get(Canonical(record.Value.Email), cancellation) is { Value: var id } && id != record.Key)
                await _staff.Delete(record.Key, record.Version, cancellation);
        Names.Forget();
    }
}
