using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// The words of a command's form are in <c>StaffTexts.resx</c> under the command's name, not in its <c>.razor</c>. This names
/// those that are missing.
/// </summary>
public sealed partial class FormWordsTests
{
    /// <summary>Fields that several forms have, and the commands whose forms they are.</summary>
    private static readonly Dictionary<string, string[]> Shared = new()
    {
        ["ContactFacts"] = ["recordAttempt", "recordConversation"],
        ["GoalForm"] = ["recordReview", "close", "scoreGoals"],
        ["MeetingFields"] = ["bookMeeting", "moveMeeting"],
        ["PlanForm"] = ["agreePlan"],
        ["SessionOutcome"] = ["recordSession"],
        ["WishForm"] = ["recordWishes"],
        ["TransportFields"] = ["planSession", "arrangeTransport"],
    };

    [Fact]
    public void Every_field_of_a_form_has_its_words()
    {
        (FormWords Form, string Field)[] asked = [.. Asked()];
        Assert.InRange(asked.Length, 100, 300);
        Assert.Equal([], asked.Where(one => Record.Exception(() => FormWords.Label(one.Form, one.Field)) is not null)
            .Select(one => $"{one.Form.Command}.{one.Field}"));
    }

    [Fact]
    public void No_form_of_a_command_has_words_of_its_own() =>
        Assert.Equal([], from tag in Tags() where Own().IsMatch(tag.Text) select $"{tag.File}: {tag.Text}");

    /// <summary>These words are looked up by the choice's name at run time, so the compiler finds none that is missing.</summary>
    [Fact]
    public void Every_choice_that_a_form_or_a_page_names_has_its_words()
    {
        static void Each<T>(Func<T, string> say) where T : struct, Enum => Assert.All(Enum.GetValues<T>(), c => Assert.NotEmpty(say(c)));
        Each<Stage>(DeskWords.Stage);
        Each<MeetingOutcome>(DeskWords.Held);
        Each<ReviewOutcome>(DeskWords.Review);
        Each<IntroductionKind>(DeskWords.As);
        Each<TransportKind>(DeskWords.By);
        Each<Companion>(DeskWords.With);
        Each<SupportStep>(DeskWords.Along);
        Each<ConcernSource>(s => DeskWords.Source(new Concern("c", s, [RedFlag.AskedForACall], null, default, default)));
        Each<ReferralTaskStatus>(s => StaffTexts.Say($"{nameof(ReferralTaskStatus)}.{s}"));
        Each<ProviderAnswer>(a => StaffTexts.Say($"introduce.stands.{a}"));
        Each<OptOut>(o => StaffTexts.Of(o, "changePreferences.optOut"));
        Each<ContactsOf>(c => StaffTexts.Of(c, "join.contacts"));
    }

    [Theory]
    [InlineData("triage")]
    [InlineData("firstContact")]
    [InlineData("firstMeeting")]
    [InlineData("plan")]
    public void Every_next_step_is_said_to_the_referrer_and_to_the_person(string what)
    {
        NextStep next = new(what, null);
        Assert.NotEmpty(Words.Next(next));
        foreach (CultureInfo language in (CultureInfo[])[Texts.English, Texts.Welsh])
        {
            Texts.Begin(language);
            Assert.NotEmpty(Words.NextForPerson(next));
        }
    }

    [Fact]
    public void A_leave_of_one_day_is_said_as_one_day()
    {
        DateOnly first = new(2027, 3, 12);
        Assert.Equal("The link worker is on leave on 12 March 2027.",
            DiaryWords.Sentence(new InTheWay.OnLeave(new Leave(first, first))));
        Assert.Equal("The link worker is on leave from 12 March 2027 to 13 March 2027.",
            DiaryWords.Sentence(new InTheWay.OnLeave(new Leave(first, first.AddDays(1)))));
        Assert.Equal("This is outside our hours, which are 09:00 to 17:00.",
            DiaryWords.Sentence(new InTheWay.OutOfHours(new TimeOnly(9, 0), new TimeOnly(17, 0))));
        Assert.Equal("Friday 12 March 2027 is a weekend, a bank holiday, or a day on which we are closed.",
            DiaryWords.Sentence(new InTheWay.NotWorkingDay(first)));
    }

    /// <summary>The fields of each form, read from the pages' source. Fields whose names are worked out at run time are
    /// not included.</summary>
    private static IEnumerable<(FormWords Form, string Field)> Asked() =>
        from tag in Tags()
        let said = Says().Match(tag.Text) is { Success: true } says ? says : Name().Match(tag.Text)
        where said.Success
        from field in said.Groups["either"].Success
            ? [said.Groups["either"].Value, said.Groups["or"].Value] : (string[])[said.Groups["name"].Value]
        from form in tag.Forms
        select (form, field);

    private static IEnumerable<(string File, string Text, FormWords[] Forms)> Tags([CallerFilePath] string here = "")
    {
        string desk =
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "SocialPrescribing.Web", "Staff", "Desk"));
        foreach (string path in Directory.EnumerateFiles(desk, "*.razor"))
        {
            string file = Path.GetFileNameWithoutExtension(path), text = File.ReadAllText(path);
            foreach (Match form in Shared.ContainsKey(file) ? Whole().Matches(text) : Form().Matches(text))
            {
                FormWords[] forms = Shared.TryGetValue(file, out string[]? commands) ? [.. commands.Select(c => new FormWords(c))]
                    : [new FormWords(form.Groups["kind"].Value, form.Groups["variant"] is { Success: true, Value: var v } ? v : null)];
                foreach (Match tag in Tag().Matches(form.Value))
                    yield return (file, tag.Value, forms);
            }
        }
    }

    [GeneratedRegex(
        "<FoldedForm (?![^\n]*/>\\s*\n)[^\n]*?Kind=\"(?<kind>\\w+)\"([^\n]*? Variant=\"(?<variant>\\w+)\")?.*?</FoldedForm>",
        RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("^.*$", RegexOptions.Singleline)]
    private static partial Regex Whole();

    [GeneratedRegex("<(Field|Choices|Scale|Tick)\\s.*?(/>\\s*$|/>(?=;)|></|</Tick>)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Tag();

    [GeneratedRegex("\\bSays=\"(@\\([^\"]*\\? \"(?<either>\\w+)\" : \"(?<or>\\w+)\"\\)|(?<name>\\w+))\"")]
    private static partial Regex Says();

    [GeneratedRegex("\\bName=\"(?<name>\\w+)\"")]
    private static partial Regex Name();

    [GeneratedRegex("\\s(Label|Legend|Hint|Nothing)=\"[^@]")]
    private static partial Regex Own();
}
