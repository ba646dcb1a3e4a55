namespace SocialPrescribing.Journeys;

/// <summary>
/// What a referrer is, as a word of a list. They write it as free text, which may name somebody. So the text is read and not kept.
/// </summary>
public static class ReferrerRole
{
    public const string Other = "other";

    /// <summary>Words that stand for a role. The first that fits counts, so a nurse practitioner is a nurse.</summary>
    private static readonly (string Role, string[] Words)[] _roles =
    [
        ("healthVisitor", ["health visitor"]),
        ("midwife", ["midwife"]),
        ("nurse", ["nurse", "nursing", "matron"]),
        ("pharmacist", ["pharmacist", "pharmacy"]),
        ("physiotherapist", ["physiotherapist", "physio"]),
        ("occupationalTherapist", ["occupational therapist", "ot"]),
        ("paramedic", ["paramedic"]),
        ("mentalHealthWorker", ["mental health", "psychologist", "psychiatrist", "counsellor", "therapist"]),
        ("careCoordinator", ["care coordinator", "care co ordinator", "coordinator", "care navigator", "navigator"]),
        ("socialWorker", ["social worker", "social work"]),
        ("housingOfficer", ["housing", "neighbourhood", "tenancy"]),
        ("supportWorker", ["support worker", "carer", "care worker", "keyworker", "key worker"]),
        ("reception", ["receptionist", "reception", "secretary", "administrator", "admin"]),
        ("doctor", ["gp", "doctor", "dr", "general practitioner", "practitioner", "registrar", "consultant", "physician"]),
    ];

    public static IReadOnlyList<string> All { get; } = [.. _roles.Select(r => r.Role), Other];

    /// <summary>Null if nothing was written.</summary>
    public static string? Of(string? written)
    {
        if (string.IsNullOrWhiteSpace(written))
            return null;
        string words = $" {string.Concat(written.Select(c => char.IsLetter(c) ? char.ToLowerInvariant(c) : ' '))} ";
        words = string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return _roles.FirstOrDefault(r => r.Words.Any(w => $" {words} ".Contains($" {w} ", StringComparison.Ordinal))).Role ?? Other;
    }
}
