using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Another journey that may be about the same person as the one on the page.</summary>
/// <param name="Journey">Null if it cannot be read.</param>
public sealed record OtherJourney(Alike Alike, Journey? Journey);

/// <summary>One detail of two journeys, side by side.</summary>
/// <param name="IsDifferent">Whether both have a value, and not the same one.</param>
public sealed record Compared(string What, string Here, string There, bool IsDifferent)
{
    private const string Unknown = "–";

    /// <summary>The details that show whether two journeys are one person's.</summary>
    public static IEnumerable<Compared> Of(Journey here, Journey there)
    {
        yield return Line("First name", here, there, j => j.Person.FirstName);
        yield return Line("Family name", here, there, j => j.Person.FamilyName);
        yield return Line("Known as", here, there, j => j.Person.PreferredName);
        yield return Line("Born", here, there, j => Words.Date(j.Person.DateOfBirth));
        yield return Line(NhsNumber.NameOf(here.Person.NhsNumber ?? there.Person.NhsNumber), here, there,
            j => j.Person.NhsNumber is { } number ? NhsNumber.Show(number) : null);
        yield return Line("Address", here, there, j =>
            j.IsAddressProtected ? "Protected" : j.Person.NoFixedAbode ? "No fixed abode" : WhereTheyLive(j.Person.Address));
        yield return Line("Ways of contact", here, there, j =>
            string.Join(", ", j.Preferences.Contacts.Select(c => Words.Telephone(c.Value)).Order(StringComparer.Ordinal)));
        yield return Line("GP practice", here, there, j =>
            Every(j, r => r.Details.GpPractice is { } practice ? $"{practice.Name} {practice.OdsCode}".Trim() : null));
        yield return Line("Referred by", here, there, j =>
            Every(j, r => r.Details.Referrer is { } by ? by.InBrief : "the person"));
        yield return Line("Came", here, there, j =>
            Every(j, r => r.Organisation is null ? "by the page, which anybody can fill in" : "with an organisation's key"));
        yield return Line("Reason", here, there, j => Every(j, r => r.Details.Reason));
        yield return Line("Known risks", here, there,
            j => Every(j, r => string.Join(", ", r.Details.Risks.Where(k => k.Kind != Risk.None).Select(RiskIn))));
        yield return Line("Asked for", here, there, j => string.Join(", ", WishesOf(j)));
        yield return Line("Language", here, there, j => LanguageNames.Of(j.Preferences.Language));
        yield return Line("Received", here, there, j => Words.Date(j.ReceivedAt));
        yield return Line("How it stands", here, there, j => DeskWords.Stage(j.Stage));
    }

    /// <summary>What somebody who has come back would not like to have forgotten.</summary>
    private static IEnumerable<string> WishesOf(Journey journey)
    {
        if (journey.Preferences.Discretion)
            yield return "discretion";
        if (journey.IsAddressProtected)
            yield return "a protected address";
        if (journey.Preferences.OptOut is not OptOut.Nothing)
            yield return journey.Preferences.OptOut is OptOut.Everything ? "no letters" : "no surveys";
        if (journey.KnowsDomesticAbuse)
            yield return "care: domestic abuse is known";
    }

    private static Compared Line(string what, Journey here, Journey there, Func<Journey, string?> say)
    {
        string? one = say(here), other = say(there);
        bool says = !string.IsNullOrWhiteSpace(one), otherSays = !string.IsNullOrWhiteSpace(other);
        bool isDifferent = says && otherSays && !string.Equals(one!.Trim(), other!.Trim(), StringComparison.OrdinalIgnoreCase);
        return new(what, says ? one! : Unknown, otherSays ? other! : Unknown, isDifferent);
    }

    private static string? WhereTheyLive(Address? address) =>
        address is null ? null : string.Join(", ", address.Lines.Append(address.Postcode ?? "").Where(l => l.Length > 0));

    private static string RiskIn(Risk risk) => risk.Detail is null ? Words.Code(risk.Kind) : $"{Words.Code(risk.Kind)}: {risk.Detail}";

    private static string Every(Journey journey, Func<HeldReferral, string?> say) =>
        string.Join("; ", journey.Referrals.Select(say).Where(s => !string.IsNullOrWhiteSpace(s)).Distinct());
}
