namespace SocialPrescribing.Journeys;

/// <summary>
/// Protects an address that somebody must not learn, because the person has fled or is being looked for. A referral says so, or staff do as
/// soon as they hear it. Only staff can take it back, and they say who told them.
/// </summary>
public static class AddressProtection
{
    /// <summary>Protect the address, or say that it need not be protected any more.</summary>
    /// <remarks>
    /// While it is protected, no letter, no paper and no page behind a link says where the person lives or meets somebody. Links in
    /// earlier letters end once it is. Ask the person themselves before you take it back, on a number that you had before.
    /// </remarks>
    /// <param name="Withheld">Whether it is protected from now on.</param>
    /// <param name="Reason">Who said so.</param>
    /// <example>
    /// {"commandId": "c-43", "kind": "changeAddressProtection", "withheld": true, "reason": "She told me that he looks for her."}
    /// </example>
    [GivenBy(Givers.Care)]
    public sealed record ChangeProtection(bool Withheld, string Reason) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Reason)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            moment.Actor is not { Kind: ActorKind.Staff, Id: not null }
                ? Decision.Refuse("needs-a-human", "A named member of staff says whether an address is protected.")
            : string.IsNullOrWhiteSpace(Reason) ? Decision.Refuse("reason-missing", "Say who told you.")
            : journey.IsAddressProtected == Withheld ? Decision.Of() : Decision.Of(new ProtectionChanged(Withheld, Reason));
    }

    public sealed record ProtectionChanged(bool Withheld, string Reason) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            // If a referral joins later and says so, it counts again.
            AddressNotProtectedIn = Withheld ? [] : [.. journey.Referrals.Select(r => r.Id)],
            Person = journey.Person with
            {
                Address = Withheld ? Protected(journey.Person.Address)
                    : journey.Person.Address is { } known and not { Lines.Count: 0, Postcode: null } ? known with { Withheld = false }
                    : null,
            },
        };
    }

    /// <summary>When journeys are joined, what one of them protects stays protected.</summary>
    internal static Address? Stricter(Address? address, Journey here, Journey from) =>
        here.IsAddressProtected || from.IsAddressProtected ? Protected(address) : address;

    private static Address Protected(Address? address) => (address ?? new Address([])) with { Withheld = true };

    /// <summary>Whether a text that somebody typed contains a known address of the person.</summary>
    public static bool NamesHome(Journey journey, string? words) =>
        words is not null && journey.Referrals.Select(r => r.Details.Person.Address).Append(journey.Person.Address).OfType<Address>()
            .Any(home => home.Lines.Take(1).Append(home.Postcode ?? "").Select(Squeeze)
                .Any(part => part.Length > 0 && Squeeze(words).Contains(part, StringComparison.OrdinalIgnoreCase)));

    private static string Squeeze(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
