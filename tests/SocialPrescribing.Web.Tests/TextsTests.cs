using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Letters;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Tests.Letters;

namespace SocialPrescribing.Web.Tests;

public sealed partial class TextsTests
{
    private static readonly SortedDictionary<string, string> English = Read(CultureInfo.InvariantCulture), Welsh = Read(Texts.Welsh.Parent);

    private static readonly string[] SameInBoth = ["Pattern.Date", "Pattern.DateAndTime"];

    [Fact]
    public void Every_text_is_there_in_both_languages_with_the_same_places_for_values()
    {
        Assert.Equal(English.Keys, Welsh.Keys.Where(k => !IsOfAQuestionnaire(k)));
        foreach ((string key, string english) in English)
        {
            Assert.Equal((key, Places(english)), (key, Places(Welsh[key])));
            Assert.Equal((key, english.Split("<strong>").Length), (key, Welsh[key].Split("</strong>").Length));
            Assert.True(SameInBoth.Contains(key) || english.Any(char.IsDigit) || english != Welsh[key], key);
            Assert.NotEmpty(Welsh[key].Trim());
        }
    }

    [Fact]
    public void Every_question_and_answer_of_every_questionnaire_is_there_in_Welsh()
    {
        List<string> keys = [];
        foreach (Measure measure in Measures.All)
        {
            if (measure.Introduction.Length > 0)
                keys.Add($"Measure.{measure.Id}");
            keys.AddRange(measure.Questions.Select(q => $"Measure.{q.Id}"));
            keys.AddRange(measure.Questions.SelectMany(q => q.Choices).Where(c => !c.Label.All(char.IsDigit))
                .Select(c => c.Label.Split(" – ") is [_, var words] ? $"Scale.{words}" : $"Choice.{c.Label}"));
        }

        Assert.Equal(keys.Distinct().Order(StringComparer.Ordinal), Welsh.Keys.Where(IsOfAQuestionnaire).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_questionnaire_is_asked_in_the_language_that_is_spoken()
    {
        Question question = Measures.PersonalWellBeing.Questions[3];
        Assert.Equal((question.Text, "0 – not at all anxious", "5"),
            (Texts.Wording(question), Texts.Label(question.Choices[0]), Texts.Label(question.Choices[5])));
        In(Texts.Welsh,
            () => Assert.Equal(("0 – ddim yn bryderus o gwbl", "5"), (Texts.Label(question.Choices[0]), Texts.Label(question.Choices[5]))));
        In(Texts.Welsh, () => Assert.Equal("Yn aml", Texts.Label(Measures.Ucla3.Questions[0].Choices[2])));
    }

    [Theory]
    [InlineData("cy", "cy")]
    [InlineData("CY-gb", "cy")]
    [InlineData("cym", "cy")]
    [InlineData(" Welsh ", "cy")]
    [InlineData("en", "en")]
    [InlineData("pl", "en")]
    [InlineData("cyrillic", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    public void Whoever_does_not_read_Welsh_gets_English(string? tag, string language) =>
        Assert.Equal(language, Texts.LanguageOf(tag).TwoLetterISOLanguageName);

    [Fact]
    public void Times_are_said_as_people_say_them()
    {
        DateTimeOffset at = new(2027, 3, 12, 10, 30, 0, TimeSpan.Zero);
        Assert.Equal("Friday 12 March 2027 at 10:30", Words.When(at));
        In(Texts.Welsh,
            () =>
                Assert.Equal(("Dydd Gwener 12 Mawrth 2027 am 10:30", "12 Mawrth 2027", "Yn y feddygfa"),
                    (Words.When(at), Words.Date(at), Words.Place(new Place(PlaceKind.Surgery)))));
        Assert.Equal("12 March 2027", Words.Date(at));
    }

    [Fact]
    public void A_text_that_nobody_wrote_is_a_bug() => Assert.Throws<MissingManifestResourceException>(() => Texts.Say("No.Such"));

    [Fact]
    public void Every_message_to_the_person_is_there_in_Welsh_and_says_as_much()
    {
        MessageTemplates templates = MessageTemplates.Load(null, Nation.England);
        foreach (TemplateKind kind in Examples.Messages.Where(k => k.Audience is Recipient.Person))
            foreach (bool discreet in (bool[])[false, true])
            {
                RenderedMessage welsh = templates.Render(kind.Name, "cy", Examples.All, Examples.Options with { Discreet = discreet });
                RenderedMessage english = templates.Render(kind.Name, "en", Examples.All, Examples.Options with { Discreet = discreet });

                Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"cy\"", welsh.Html, StringComparison.Ordinal);
                foreach (string placeholder in kind.Must.Concat(kind.May))
                    Assert.Contains(Examples.All[placeholder]!, welsh.Text, StringComparison.Ordinal);
                foreach (string line in english.Text.Split('\n').Append(english.Subject).Select(l => l.Split(':')[0])
                    .Where(l => l.Length > 12))
                    Assert.DoesNotContain(line, welsh.Text + welsh.Subject, StringComparison.Ordinal);
                Assert.Equal(english.Text.Split("\n\n").Length, welsh.Text.Split("\n\n").Length);
            }
    }

    [Fact]
    public void Every_message_in_a_persons_record_says_in_short_what_it_is_in_both_languages()
    {
        foreach (MessageKind kind in Enum.GetValues<MessageKind>()
            // Others belong to no person's record: whether an activity still runs, who comes today, and a referrer's own list.
            .Where(k => MessageType.Of(k).Address is not null))
        {
            string english = BuiltInLetters.InShort(kind);
            Assert.InRange(english.Length, 5, 60);
            In(Texts.Welsh, () => Assert.NotEqual(english, BuiltInLetters.InShort(kind)));
        }
    }

    [Fact]
    public void A_discreet_message_in_Welsh_tells_nothing_either()
    {
        MessageTemplates templates = MessageTemplates.Load(null, Nation.England);
        string[] telling =
            ["cymdeithasol", "presgrip", "unig", "iechyd", "meddyg", "nyrs", "gweithiwr cyswllt", "atgyfeir", "cymorth", "lles", "Social"];
        foreach (TemplateKind kind in Examples.Messages.Where(k => k.Audience is Recipient.Person))
        {
            RenderedMessage message = templates.Render(kind.Name, "cy", Examples.All, Examples.Options with { Discreet = true });
            foreach (string word in telling)
                Assert.DoesNotContain(word, message.FromName + message.Subject + message.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void What_others_than_the_person_get_is_English_whatever_the_language()
    {
        RenderedMessage message = MessageTemplates.Load(null, Nation.England)
            .Render("provider-introduction", "cy", Examples.All, Examples.Options);
        Assert.Contains("lang=\"en\"", message.Html, StringComparison.Ordinal);
    }

    /// <summary>Flesch-Kincaid grade 4, which people can read at the age of about nine.</summary>
    [Fact]
    public void Asking_for_oneself_reads_at_the_age_of_about_nine()
    {
        string[] sentences = [
            .. English.Where(
                t => t.Key.StartsWith("Myself.", StringComparison.Ordinal)
                    || t.Key.StartsWith("My.", StringComparison.Ordinal)
                    || t.Key.StartsWith("MyNeed.", StringComparison.Ordinal))
            .SelectMany(t => Regex.Split(Place().Replace(t.Value, "it"), "[.?!:] ?")).Where(s => s.Any(char.IsLetter))];
        string[] words = [.. sentences.SelectMany(s => Regex.Matches(s, "[A-Za-z']+").Select(m => m.Value))];
        double syllables = words.Sum(w => Math.Max(1, Regex.Count(Regex.Replace(w, "(?<=[a-z]{2})e$|es$|ed$", ""), "[aeiouyAEIOUY]+")));

        double grade = (0.39 * words.Length / sentences.Length) + (11.8 * syllables / words.Length) - 15.59;

        Assert.InRange(grade, -5, 4);
        Assert.All(sentences, s => Assert.InRange(Regex.Count(s, "[A-Za-z']+"), 0, 20));
    }

    private static bool IsOfAQuestionnaire(string key) =>
        key.StartsWith("Measure.", StringComparison.Ordinal)
            || key.StartsWith("Choice.", StringComparison.Ordinal)
            || key.StartsWith("Scale.", StringComparison.Ordinal);

    private static string Places(string text) => string.Join(' ', Place().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal));

    /// <summary>Sets the language for this action only, because each test is an asynchronous flow of its own.</summary>
    private static void In(CultureInfo language, Action act)
    {
        CultureInfo before = Texts.Language;
        Texts.Begin(language);
        act();
        Texts.Begin(before);
    }

    private static SortedDictionary<string, string> Read(CultureInfo culture) => new(
        new ResourceManager(typeof(Texts).FullName!, typeof(Texts).Assembly)
            .GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!), StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
