namespace SocialPrescribing.Invented;

/// <content>What is kept, to be compared.</content>
public sealed partial class MemoryStore
{
    /// <summary>All that is kept, each thing under its kind and key, for tests that compare before and after.</summary>
    public IReadOnlyList<(string Kind, string Key, string Kept)> Everything()
    {
        lock (_lock)
            return
            [
                .. _records.Values.SelectMany(k => k.All).Select(r => (r.Kind, r.Key, $"{r.Version}")),
                .. _messages.Select(m => ("message", $"{m.Key}", $"{m.Value.Revision}")),
                .. _journeys.Select(j => ("journey", $"{j.Key}",
                    $"{j.Value.Now.Version} {j.Value.Now.NextDue:O} {j.Value.Answers.Count} {j.Value.OpenTasks.Count}")),
                .. _facts.Keys.Select(f => ("facts", $"{f}", "")), .. _erased.Keys.Select(e => ("erased", $"{e}", "")),
            ];
    }
}
