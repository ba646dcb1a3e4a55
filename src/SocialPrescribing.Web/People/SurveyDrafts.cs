using System.Text.Json.Serialization;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.People;

/// <param name="Values">The choices, by question.</param>
internal sealed record SurveyDraft(IReadOnlyDictionary<string, string> Values);

[JsonSerializable(typeof(SurveyDraft))]
internal sealed partial class SurveyDraftJson : JsonSerializerContext;

/// <summary>
/// Answers of a survey that is not sent yet. They are stored here and not in the browser, so that going back, reloading and changing
/// the device lose nothing.
/// </summary>
public sealed class SurveyDrafts(IRegister register, Clocks clocks)
{
    private readonly Records<SurveyDraft> _drafts = RecordKinds.Draft.Of(SurveyDraftJson.Default.SurveyDraft).In(register, clocks);

    public async Task<IReadOnlyDictionary<string, string>> Of(string token, CancellationToken cancellation) =>
        (await _drafts.Current(Key(token), cancellation))?.Value.Values ?? new Dictionary<string, string>();

    /// <summary>If somebody uses two tabs, the later answer counts.</summary>
    public Task Keep(string token, string field, string value, CancellationToken cancellation) => _drafts.Change(
        Key(token),
        before =>
            new SurveyDraft(new Dictionary<string, string>(IsCurrent(before) ? before!.Value.Values : new Dictionary<string, string>())
            {
                [field] = value,
            }), cancellation);

    /// <summary>The answers were sent. If another tab adds one at this moment, it expires by itself.</summary>
    public async Task Drop(string token, CancellationToken cancellation)
    {
        if (await _drafts.Current(Key(token), cancellation) is { } draft)
            await _drafts.Delete(draft.Key, draft.Version, cancellation);
    }

    private bool IsCurrent(Record<SurveyDraft>? draft) =>
        draft is not null && (draft.ExpiresAt is null || draft.ExpiresAt > clocks.MachineNow);

    private static string Key(string token) => HexDigest.Of($"survey/{token}");
}
