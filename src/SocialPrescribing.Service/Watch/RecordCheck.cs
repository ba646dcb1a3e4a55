using System.Text.Json.Serialization.Metadata;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// Looks for records that this version cannot read, among the kinds that hold words of an enum. Whoever goes back to an older version may
/// have some: lists leave them out and nothing is written over them.
/// </summary>
public static class RecordCheck
{
    /// <param name="What">A sentence without personal data.</param>
    public sealed record Finding(string Kind, string Key, string What);

    private const int AtOnce = 1_000;

    private static readonly (RecordKind Kind, Type Holds, Func<RegisterRecord, IReadOnlyList<string>> Unknown)[] _kinds =
    [
        Of(RecordKinds.Staff, StaffJson.Default.StaffMember),
        Of(RecordKinds.Look, StaffJson.Default.Look),
        Of(RecordKinds.Export, StaffJson.Default.Exported),
        Of(RecordKinds.Admission, IntakeJson.Default.Admission),
        Of(RecordKinds.Activity, DirectoryJson.Default.ListedActivity),
        Of(RecordKinds.UnmetNeed, DirectoryJson.Default.UnmetNeed),
        Of(RecordKinds.Erasure, RetentionJson.Default.Erasure),
        Of(RecordKinds.Erased, RetentionJson.Default.ErasedRecord),
        Of(RecordKinds.Standstill, MovedJson.Default.RestState),
    ];

    /// <summary>What the records that are looked at hold.</summary>
    public static IEnumerable<Type> Held => _kinds.Select(k => k.Holds);

    public static async Task<IReadOnlyList<Finding>> Run(IRegister register, CancellationToken cancellation)
    {
        List<Finding> findings = [];
        foreach ((RecordKind kind, _, Func<RegisterRecord, IReadOnlyList<string>> unknown) in _kinds)
        {
            string? after = null;
            do
            {
                Page<RegisterRecord> page = await register.List(kind.Name, kind.Key ?? "", AtOnce, after, cancellation);
                findings.AddRange(page.Items.Where(r => kind.Key is null || r.Key == kind.Key)
                    .Select(r => (r.Key, What: Look(r, unknown))).Where(r => r.What is not null)
                    .Select(r => new Finding(kind.Name, r.Key, r.What!)));
                after = findings.Count < JournalCheck.MostFindings ? page.Continue : null;
            } while (after is not null);
        }
        return findings;
    }

    private static string? Look(RegisterRecord record, Func<RegisterRecord, IReadOnlyList<string>> unknown)
    {
        try
        {
            return unknown(record) is [_, ..] words ? JournalCheck.Newer(words) : null;
        }
        catch (Exception e) when (StoredTexts.IsOfTheText(e))
        {
            return "What is stored cannot be read.";
        }
    }

    private static (RecordKind, Type, Func<RegisterRecord, IReadOnlyList<string>>) Of<T>(RecordKind kind, JsonTypeInfo<T> type)
        where T : notnull => (kind, typeof(T), record => kind.Of(type).UnknownWords(record, out _));
}
