namespace SocialPrescribing.Journeys;

/// <summary>Reads the address in a referral. What cannot be read is kept as it was written.</summary>
internal static class WrittenAddress
{
    private const string At = "/person/address";

    public static Address? Read(Person person, List<Problem> problems, List<ReadingNote> notes)
    {
        string[] lines = [.. (person.Address?.Lines ?? []).Where(l => !string.IsNullOrWhiteSpace(l))];
        string? written = string.IsNullOrWhiteSpace(person.Address?.Postcode) ? null : person.Address.Postcode;
        if (lines.Length is 0 && written is null)
        {
            if (person.Address is { Withheld: true })
                return new Address([], Withheld: true);
            if (!person.NoFixedAbode)
                problems.Add(new(At, "required", "Give an address, or say noFixedAbode, or that the address is withheld."));
            return null;
        }
        ReferralRules.Items(problems, $"{At}/lines", person.Address!.Lines, Preferences.MaxAddressLines);
        ReferralRules.Name(problems, $"{At}/postcode", written);
        if (Postcode.TryParse(written, out string postcode))
            return person.Address with { Lines = lines, Postcode = postcode };
        if (Postcode.SaysNotKnown(written))
            notes.Add(new($"{At}/postcode", "postcode-not-known", "This code says that nobody knows the postcode. None is kept."));
        else if (written is not null)
        {
            notes.Add(
                new($"{At}/postcode", "postcode-not-read",
                    "This is not a United Kingdom postcode. It is kept as you wrote it, as a line of the address."));
            lines = lines.Length < Preferences.MaxAddressLines ? [.. lines, written]
                : [.. lines[..^1], $"{lines[^1]}, {written}"];
        }
        return person.Address with { Lines = lines, Postcode = null };
    }
}
