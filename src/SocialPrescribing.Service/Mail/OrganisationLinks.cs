using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// An organisation's own link to the referral form, which fills in the organisation's name and nothing else. It opens nothing that is not
/// open to everybody, so it may hang in a staff room. Once it is renewed, the earlier link no longer fills in the name.
/// </summary>
public sealed class OrganisationLinks(IRegister register, Organisations organisations, SignedLinks links)
{
    private readonly Records<int> _renewed = RecordKinds.OrganisationLink.Of(PortsJson.Default.Int32).In(register);

    /// <summary>The token in the link, which holds no name, and how often the link was renewed.</summary>
    public async Task<(string Token, int Renewed)> Of(Organisation organisation, CancellationToken cancellation)
    {
        int renewed = await RenewedOf(organisation.Id, cancellation);
        return (links.Create(new LinkTarget(LinkPurpose.Organisation, Guid.Empty, organisation.Id, renewed)), renewed);
    }

    /// <summary>The link's organisation; null if the link is not ours or was renewed since, or if the organisation is gone.</summary>
    public async Task<Organisation?> Read(string token, CancellationToken cancellation) =>
        links.Read(token, LinkPurpose.Organisation) is { } target
        && await RenewedOf(target.Subject, cancellation) == target.Generation
            ? await organisations.Find(target.Subject, cancellation) : null;

    /// <summary>False if somebody was faster, or the same form came again.</summary>
    /// <param name="renewed">How often the link had been renewed when the form was shown.</param>
    public async Task<bool> Renew(Organisation organisation, int renewed, CancellationToken cancellation)
    {
        Record<int>? now = await _renewed.Get(organisation.Id, cancellation);
        return (now?.Value ?? 0) == renewed && await _renewed.Put(organisation.Id, renewed + 1, now?.Version ?? 0, cancellation);
    }

    private async Task<int> RenewedOf(string organisation, CancellationToken cancellation) =>
        (await _renewed.Get(organisation, cancellation))?.Value ?? 0;
}
