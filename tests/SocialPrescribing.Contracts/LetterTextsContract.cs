using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>Every store keeps the words of letters with all earlier versions, and every process uses the newest.</summary>
public abstract class LetterTextsContract : StoreContract
{
    private static readonly Clocks _clocks = new(new FakeTimeProvider(Given.Start), new FakeTimeProvider(Given.Start));

    private (LetterTexts Letters, TwoLetters Templates) Process(string? fixedLanguage = null, string needs = "LINK")
    {
        TwoLetters templates = new() { FixedLanguage = fixedLanguage, Needs = needs };
        return (new(Register, _clocks, templates), templates);
    }

    private static Dictionary<string, string> Both(string english, string welsh) => new() { ["en"] = english, ["cy"] = welsh };

    [Fact]
    public async Task What_one_process_saves_counts_in_another_once_it_looks_and_in_one_that_starts()
    {
        (LetterTexts here, TwoLetters mine) = Process();
        (LetterTexts there, TwoLetters theirs) = Process();

        await here.Change("ada", "goodbye", Both("Bye LINK", "Hwyl LINK"), 0, Cancellation);
        Assert.Equal(("Bye LINK", "Ours LINK"), (mine.Now("goodbye", "en").Source, theirs.Now("goodbye", "en").Source));
        await there.Refresh(Cancellation);
        (LetterTexts late, TwoLetters began) = Process();
        await late.Refresh(Cancellation);

        Assert.All([theirs, began], t => Assert.Equal(("Bye LINK", "Hwyl LINK", "Ours LINK"),
            (t.Now("goodbye", "en").Source, t.Now("goodbye", "cy").Source, t.Now("received", "en").Source)));
    }

    [Fact]
    public async Task Every_version_is_kept_and_one_or_the_words_of_the_program_are_brought_back()
    {
        (LetterTexts letters, TwoLetters templates) = Process();
        await letters.Change("ada", "goodbye", Both("One LINK", "Un LINK"), 0, Cancellation);
        await letters.Change("ben", "received", Both("Other LINK", "Arall LINK"), 0, Cancellation);
        await letters.Change("ben", "goodbye", Both("Two LINK", "Dau LINK"), 1, Cancellation);

        Assert.IsType<LetterOutcome.Done>(await letters.Restore("ada", "goodbye", 1, 3, Cancellation));
        Assert.Equal("One LINK", templates.Now("goodbye", "en").Source);
        Assert.IsType<LetterOutcome.Done>(await letters.Restore("ada", "goodbye", 0, 4, Cancellation));

        Assert.Equal("Ours LINK", templates.Now("goodbye", "cy").Source);
        Assert.Equal("Other LINK", templates.Now("received", "en").Source);
        Assert.Equal((IEnumerable<(int, string, int?, int)>)[(5, "ada", 0, 0), (4, "ada", 1, 2), (3, "ben", null, 2), (1, "ada", null, 2)],
            (await letters.Versions("goodbye", 10, Cancellation)).Select(v => (v.Number, v.By, v.Restored, v.Texts.Count)));
        // Another letter's version cannot be restored here.
        Assert.IsType<LetterOutcome.Stale>(await letters.Restore("ada", "goodbye", 2, 5, Cancellation));
    }

    [Fact]
    public async Task Of_two_who_change_the_same_letter_one_is_told_and_two_letters_are_changed_at_once()
    {
        (LetterTexts here, _) = Process();
        (LetterTexts there, _) = Process();

        LetterOutcome[] same = await Task.WhenAll(
            here.Change("ada", "goodbye", Both("A LINK", "A LINK"), 0, Cancellation),
            there.Change("ben", "goodbye", Both("B LINK", "B LINK"), 0, Cancellation));
        LetterOutcome[] different = await Task.WhenAll(
            here.Change("ada", "goodbye", Both("C LINK", "C LINK"), 1, Cancellation),
            there.Change("ben", "received", Both("D LINK", "D LINK"), 0, Cancellation));

        Assert.Single(same.OfType<LetterOutcome.Done>());
        Assert.Single(same.OfType<LetterOutcome.Stale>());
        Assert.All(different, o => Assert.IsType<LetterOutcome.Done>(o));
    }

    [Fact]
    public async Task What_is_refused_or_the_same_is_not_kept()
    {
        (LetterTexts letters, TwoLetters templates) = Process();

        LetterOutcome refused = await letters.Change("ada", "goodbye", Both("Bye", "Hwyl LINK"), 0, Cancellation);
        LetterOutcome same = await letters.Change("ada", "goodbye", Both("Ours LINK", "Ours LINK"), 0, Cancellation);
        LetterOutcome unknown = await letters.Change("ada", "good-bye", Both("Bye LINK", "Hwyl LINK"), 0, Cancellation);

        Assert.Equal("en", Assert.Single(Assert.IsType<LetterOutcome.Refused>(refused).Problems).Language);
        Assert.Null(Assert.IsType<LetterOutcome.Done>(same).Version);
        Assert.IsType<LetterOutcome.Stale>(unknown);
        Assert.Equal("Ours LINK", templates.Now("goodbye", "cy").Source);
        Assert.Empty(await letters.Versions("goodbye", 10, Cancellation));
    }

    [Fact]
    public async Task What_is_longer_than_a_record_is_refused()
    {
        (LetterTexts letters, _) = Process();
        string words = string.Concat(Enumerable.Repeat("🙂", 2_000)) + "LINK";

        Assert.IsType<LetterOutcome.Refused>(await letters.Change("ada", "goodbye", Both(words, words), 0, Cancellation));
    }

    [Fact]
    public async Task A_file_wins_and_what_was_saved_counts_again_without_it()
    {
        await Process().Letters.Change("ada", "goodbye", Both("Bye LINK", "Hwyl LINK"), 0, Cancellation);
        (LetterTexts letters, TwoLetters templates) = Process("en");
        await letters.Refresh(Cancellation);
        Assert.Equal(("File LINK", "Hwyl LINK"), (templates.Now("goodbye", "en").Source, templates.Now("goodbye", "cy").Source));

        await letters.Change("ben", "goodbye", Both("Not mine LINK", "Da bo LINK"), 1, Cancellation);
        (LetterTexts later, TwoLetters without) = Process();
        await later.Refresh(Cancellation);

        Assert.Equal(("Bye LINK", "Da bo LINK"), (without.Now("goodbye", "en").Source, without.Now("goodbye", "cy").Source));
    }

    [Fact]
    public async Task What_a_later_version_of_the_program_cannot_use_does_not_count_and_the_others_do()
    {
        await Process().Letters.Change("ada", "goodbye", Both("Bye LINK", "Hwyl LINK NUMBER"), 0, Cancellation);
        (LetterTexts letters, TwoLetters templates) = Process(needs: "NUMBER");
        await letters.Refresh(Cancellation);

        Assert.Equal(("Ours NUMBER", "Hwyl LINK NUMBER"), (templates.Now("goodbye", "en").Source, templates.Now("goodbye", "cy").Source));
        Assert.Equal(("goodbye", "en"), Assert.Single(templates.Unusable) is var u ? (u.Letter, u.Problem.Language) : default);
        // Restoring it is refused, as writing it would be.
        Assert.IsType<LetterOutcome.Refused>(await letters.Restore("ada", "goodbye", 1, 1, Cancellation));
    }

    [Fact]
    public async Task Many_versions_are_read_to_the_first()
    {
        (LetterTexts letters, _) = Process();
        await letters.Change("ada", "received", Both("First LINK", "Cyntaf LINK"), 0, Cancellation);
        for (int i = 1; i <= 120; i++)
            await letters.Change("ada", "goodbye", Both($"{i} LINK", $"{i} LINK"), i is 1 ? 0 : i, Cancellation);
        (LetterTexts late, TwoLetters began) = Process();
        await late.Refresh(Cancellation);

        Assert.Equal(("First LINK", "120 LINK"), (began.Now("received", "en").Source, began.Now("goodbye", "en").Source));
        Assert.Equal(1, Assert.Single(await late.Versions("received", 5, Cancellation)).Number);
    }

    /// <summary>Two letters to people, in two languages. Each must contain one word.</summary>
    private sealed class TwoLetters : ILetterTemplates
    {
        private Dictionary<(string, string), string> _set = [];

        public required string? FixedLanguage { get; init; }
        public required string Needs { get; init; }

        public IReadOnlyList<LetterTemplate> All { get; } =
        [
            new("goodbye", MessageKind.Goodbye, Recipient.Person, ["en", "cy"], [], []),
            new("received", MessageKind.Received, Recipient.Person, ["en", "cy"], [], []),
        ];

        public IReadOnlyList<(string Letter, LetterProblem Problem)> Unusable { get; private set; } = [];

        public IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableFiles => [];

        public IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableIn(Nation nation) => Unusable;

        public LetterWording Now(string letter, string language) => language == FixedLanguage ? new($"File {Needs}", "goodbye.md")
            : new(_set.GetValueOrDefault((letter, language)) ?? Given(letter, language), null);

        public string Given(string letter, string language) => $"Ours {Needs}";

        public IReadOnlyList<LetterProblem> Check(string letter, string language, string source) =>
            source.Contains(Needs, StringComparison.Ordinal) ? [] : [new(language, 0, $"no {Needs}", Needs)];

        public LetterPreview Preview(string letter, string language, string source, ServiceProfile profile) =>
            throw new NotSupportedException("Nobody looks here.");

        public void Become(IReadOnlyDictionary<(string Letter, string Language), string> texts)
        {
            ILookup<bool, KeyValuePair<(string Letter, string Language), string>> usable =
                texts.ToLookup(t => Check(t.Key.Letter, t.Key.Language, t.Value) is []);
            _set = usable[true].ToDictionary();
            Unusable = [.. usable[false].Select(t => (t.Key.Letter, Check(t.Key.Letter, t.Key.Language, t.Value)[0]))];
        }
    }
}
