using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// A questionnaire and how it is scored, all as data. Another instrument is another entry in <see cref="Measures"/>.
/// </summary>
/// <param name="Id">Lower case, and never changed: <c>ons4</c>.</param>
/// <param name="Title">What staff call it.</param>
/// <param name="Introduction">Read to the person before the first question; empty if the source has none.</param>
/// <param name="Questions">In the order of the source, which is part of the instrument.</param>
public sealed record Measure(string Id, string Title, string Introduction, IReadOnlyList<Question> Questions)
{
    /// <summary>Where its bands come from, and what is known of how large a change must be to matter. Staff read it beside
    /// the scores.</summary>
    public string Source { get; init; } = "";

    /// <summary>What is computed from the answers. There is a total only if the source defines one.</summary>
    public required IReadOnlyList<Scale> Scales { get; init; }

    /// <summary>One score for each scale, in their order. A score has no value if an item is missing.</summary>
    /// <param name="answers">From question id to value. Answers to other measures are ignored.</param>
    public IReadOnlyList<Score> ScoresOf(IReadOnlyDictionary<string, int> answers) =>
        [.. Scales.Select(
            scale =>
                scale.ScoreOf(Questions.Where(question => scale.Items.Contains(question.Id))
                    .Select(question => question.ValueIn(answers))))];
}

/// <param name="Id">Unique over all measures, and never changed: <c>ons4.satisfied</c>.</param>
/// <param name="Text">The source's wording, which must not be changed: a changed question measures something else.</param>
/// <param name="Choices">In the order in which they are shown.</param>
public sealed record Question(string Id, string Text, IReadOnlyList<AnswerChoice> Choices)
{
    /// <summary>For a licensed measure, if the licence has Welsh. For others the Welsh is with the texts of pages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Welsh { get; init; }

    /// <summary>Whether this is a 0 to 10 scale, shown as eleven choices in a row.</summary>
    public bool IsScale => Choices.Select(choice => choice.Value).SequenceEqual(Enumerable.Range(0, 11));

    public bool Allows(int value) => Choices.Any(choice => choice.Value == value);

    /// <summary>Null for a skipped question. A value that is not a choice counts as skipped: no score is better than a wrong one.</summary>
    internal int? ValueIn(IReadOnlyDictionary<string, int> answers) =>
        answers.TryGetValue(Id, out int value) && Allows(value) ? value : null;

    /// <summary>A question answered from 0 to 10, with words at both ends only.</summary>
    public static Question FromZeroToTen(string id, string text, string zero, string ten) =>
        new(id, text, [.. Enumerable.Range(0, 11).Select(value => new AnswerChoice(value, value switch
        {
            0 => $"0 – {zero}",
            10 => $"10 – {ten}",
            _ => $"{value}",
        }))]);
}

public sealed record AnswerChoice(int Value, string Label)
{
    /// <inheritdoc cref="Question.Welsh"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Welsh { get; init; }
}

/// <summary>A sum of items, and the names of its values.</summary>
/// <param name="Id">Unique over all measures, and never changed. For a single question, that question's id.</param>
/// <param name="Name">What staff and reports call it.</param>
/// <param name="Items">Ids of the questions whose values are added. If one is missing there is no score.</param>
/// <param name="HigherIsBetter">The direction in which a change is an improvement.</param>
/// <param name="Bands">Without gaps, from the lowest possible sum to the highest; empty if the source has none.</param>
public sealed record Scale(string Id, string Name, IReadOnlyList<string> Items, bool HigherIsBetter, IReadOnlyList<Band> Bands)
{
    /// <summary>From sum to converted value, for instruments whose sums are not evenly spaced (SWEMWBS).</summary>
    public IReadOnlyDictionary<int, decimal>? Conversion { get; init; }

    /// <summary>How large a change must be to matter for one person, if that is published.</summary>
    public SmallestChange? SmallestChange { get; init; }

    /// <summary>
    /// The change from one score to a later one: by the smallest change that matters if one is published, otherwise by the bands. Without
    /// either, nobody can say which change is a little one.
    /// </summary>
    /// <returns>Null if one of them has no value.</returns>
    public ScoreChange? ChangeOf(Score first, Score latest)
    {
        if ((latest.Converted ?? latest.Value) - (first.Converted ?? first.Value) is not { } difference)
            return null;
        decimal size = Math.Abs(difference);
        if (difference is 0 || size < SmallestChange?.Least)
            return ScoreChange.Same;
        bool little = SmallestChange is { } smallest ? size < smallest.Clear : first.Band is not null && first.Band == latest.Band;
        return (difference > 0 == HigherIsBetter, little) switch
        {
            (true, true) => ScoreChange.LittleBetter,
            (true, false) => ScoreChange.Better,
            (false, true) => ScoreChange.LittleWorse,
            (false, false) => ScoreChange.Worse,
        };
    }

    internal Score ScoreOf(IEnumerable<int?> values)
    {
        // Sum would ignore nulls. Addition gives null as soon as one item is null.
        int? sum = values.Aggregate((int?)0, (total, value) => total + value);
        if (sum is not int total)
            return new Score(Name, null, null, Id);

        Band? band = Bands.FirstOrDefault(band => band.From <= total && total <= band.To);
        return new Score(Name, total, band?.Label, Id, band?.IsCounted ?? false, Conversion?[total]);
    }
}

/// <summary>How much one person's score must change to mean something.</summary>
/// <param name="Least">Smaller changes may be chance: the same person would answer differently another time.</param>
/// <param name="Clear">From here on it is more than a little.</param>
public sealed record SmallestChange(decimal Least, decimal Clear);

/// <param name="From">Lowest sum, included.</param>
/// <param name="To">Highest sum, included.</param>
/// <param name="Label">What the source calls it.</param>
/// <param name="IsCounted">Whether reports count the people in it, such as "lonely" or "often/always".</param>
public sealed record Band(int From, int To, string Label, bool IsCounted = false);

/// <param name="Name">The scale's name.</param>
/// <param name="Value">The sum, or null when an item is missing.</param>
/// <param name="Band">What the source calls such a value, if it has bands.</param>
/// <param name="Id">The scale's id.</param>
/// <param name="IsCounted">Whether the person is in the group that reports count.</param>
/// <param name="Converted">The converted value, for scales that have a conversion.</param>
public sealed record Score(string Name, int? Value, string? Band, string Id, bool IsCounted = false, decimal? Converted = null);

/// <param name="QuestionId">The id as it was sent.</param>
/// <param name="Code"><c>unknown-question</c> or <c>answer-out-of-range</c>.</param>
/// <param name="Detail">A sentence for the person in front of the form.</param>
public sealed record AnswerProblem(string QuestionId, string Code, string Detail);
