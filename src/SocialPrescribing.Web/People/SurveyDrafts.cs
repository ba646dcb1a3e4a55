using System.Text.Json.Serialization;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.People;

/// <param name="Values">What was chosen, by question.</param>
internal sealed record SurveyDraft(IReadOnlyDictionary<string, string> Values);

[JsonSerializable(typeof(SurveyDraft))]
internal sealed partial class SurveyDraftJson : JsonSerializerContext;

/// <summary>
/// What has been answered of a survey that is not sent yet: kept here and not in the browser, so that going back, reloading and another
/// device lose nothing.
/// </summary>
public sealed class SurveyDrafts(IRegister register, Clocks clocks)
{
    private readonly Records<SurveyDraft> _drafts = RecordKinds.Draft.Of(SurveyDraftJson.Default.SurveyDraft).In(register, clocks);

    public async Task<IReadOnlyDictionary<string, string>> Of(string token, CancellationToken cancellation) =>
        (await _drafts.Current(Key(token), cancellation))?.Value.Values ?? new Dictionary<string, string>();

    /// <summary>Two tabs of one person: the later answer stands.</summary>
    public Task Keep(string token, string field, string value, CancellationToken cancellation) => _drafts.Change(
        Key(token),
        before =>
            new SurveyDraft(new Dictionary<string, string>(IsCurrent(before) ? before!.Value.Values : new Dictionary<string, string>())
            {
                [field] = value,
            }), cancellation);

    /// <summary>The answers are sent. Whatever another tab has added in this moment goes by itself.</summary>
    public async Task Drop(string token, CancellationToken cancellation)
    {
        if (await _drafts.Current(Key(token), cancellation) is { } draft)
            await _drafts.Delete(draft.Key, draft.Version, cancellation);
    }

    private bool IsCurrent(Record<SurveyDraft>? draft) =>
        draft is not null && (draft.ExpiresAt is null || draft.ExpiresAt > clocks.MachineNow);

    private static string Key(string token) => HexDigest.Of($"survey/{token}");
}
