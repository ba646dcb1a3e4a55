using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Letters;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Letters;

public partial class MessageTemplatesTests
{
    private static readonly MessageTemplates Templates = MessageTemplates.Load(null, Nation.England);

    public static TheoryData<string> Messages => [.. Examples.Messages.Select(kind => kind.Name)];

    public static TheoryData<string> MessagesToThePerson =>
        [.. Examples.Messages.Where(kind => kind.Audience == Recipient.Person).Select(kind => kind.Name)];

    private static RenderedMessage Render(string name, params (string Name, string? Value)[] values) =>
        Templates.Render(name, "en", Examples.With(values), Examples.Options);

    private static RenderedMessage RenderDiscreetly(string name) =>
        Templates.Render(name, "en", Examples.All, Examples.Options with { Discreet = true });

    [Theory, MemberData(nameof(Messages))]
    public void Every_message_shows_every_value_that_it_may_hold(string name)
    {
        RenderedMessage message = Render(name);
        TemplateKind kind = TemplateKind.All[name];

        AssertWhole(message);
        foreach (string placeholder in kind.Must.Concat(kind.May).Except([TemplateKind.Tasks, "servicePhone", "boardLink"]))
        {
            string value = Examples.All[placeholder]!;
            Assert.Contains(value, message.Text, StringComparison.Ordinal);
            Assert.Contains(value, WebUtility.HtmlDecode(message.Html), StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Messages))]
    public void Every_message_reads_well_with_only_what_it_needs(string name)
    {
        RenderedMessage message = Templates.Render(name, "en", Examples.Needed(TemplateKind.All[name]), Examples.Options);

        AssertWhole(message);
        Assert.DoesNotContain("Hello", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Who with", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("****", message.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Messages))]
    public void No_message_is_rendered_without_what_it_needs(string name)
    {
        TemplateKind kind = TemplateKind.All[name];
        foreach (string needed in kind.Needed.Except([TemplateKind.Tasks]))
        {
            foreach (string? nothing in new[] { null, "", " \t\r\n" })
            {
                ArgumentException exception = Assert.Throws<ArgumentException>(() => Render(name, (needed, nothing)));
                Assert.Contains(needed, exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void An_empty_list_of_tasks_is_no_digest() =>
        Assert.Throws<ArgumentException>(() => Templates.Render("digest", "en", Examples.All, new RenderOptions()));

    [Fact]
    public void A_letter_to_an_address_of_which_nobody_knows_whose_it_is_names_nobody_and_changes_nothing_of_the_persons()
    {
        RenderedMessage message = RenderDiscreetly("confirm-address");
        foreach (string words in new[] { "999", "111", "116 123", "01420 555 010", "https://example.org/d/abc" })
            Assert.Contains(words, message.Text, StringComparison.Ordinal);
        foreach (string words in new[] { "preferences/abc", "Ana", "Sam Okafor", "SP-7K3M", "Social" })
            Assert.DoesNotContain(words, message.Text + message.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_a_human_has_looked_the_only_link_in_a_letter_to_the_person_stops_such_letters()
    {
        Dictionary<string, string?> values = new(Examples.All) { ["preferredName"] = null };
        RenderedMessage message = Templates.Render("received", "en", values, new RenderOptions(IsFirst: true));
        Assert.Equal("https://example.org/preferences/abc",
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(message.Html, "href=\"([^\"]*)\"")).Groups[1].Value);
        Assert.Contains("116 123", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello", message.Text, StringComparison.Ordinal);
    }

    public static TheoryData<string> MessagesToTheirOwnAddress =>
        [.. TemplateKind.All.Values.Where(k => k is { Audience: Recipient.Person, IsFooter: false, Name: not "confirm-address" })
            .Select(k => k.Name)];

    [Theory, MemberData(nameof(MessagesToTheirOwnAddress))]
    public void Every_message_to_the_person_carries_the_crisis_lines_the_phone_number_and_a_way_out(string name)
    {
        foreach (RenderedMessage message in new[] { Render(name), RenderDiscreetly(name) })
        {
            foreach (string words in new[] { "999", "111", "option 2", "Samaritans", "116 123", "Nobody watches this inbox",
                "01420 555 010", "https://example.org/preferences/abc" })
            {
                Assert.Contains(words, message.Text, StringComparison.Ordinal);
                Assert.Contains(words, message.Html, StringComparison.Ordinal);
            }
        }
        Assert.Contains("option 2 for mental health", Render(name).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Nation.England, "111", "option 2")]
    [InlineData(Nation.Wales, "111", "option 2")]
    [InlineData(Nation.Scotland, "111", "NHS 24")]
    [InlineData(Nation.NorthernIreland, "0808 808 8000", "Lifeline")]
    public void Whom_to_call_is_as_it_is_in_the_persons_nation(Nation nation, string number, string words)
    {
        MessageTemplates templates = MessageTemplates.Load(null, nation);
        foreach (string language in (string[])["en", "cy"])
            foreach (RenderOptions options in (RenderOptions[])[new(), new(Discreet: true), new(IsFirst: true)])
            {
                RenderedMessage message = templates.Render("received", language, Examples.All, options);
                foreach (string text in (string[])[message.Text, message.Html])
                {
                    foreach (string line in (string[])["999", number, "116 123"])
                        Assert.Contains(line, text, StringComparison.Ordinal);
                    // Northern Ireland has no 111 for somebody in crisis.
                    Assert.Equal(number is "111", text.Contains("111", StringComparison.Ordinal));
                }
                if (options == new RenderOptions() && language is "en")
                    Assert.Contains(words, message.Text, StringComparison.Ordinal);
            }
    }

    [Theory, MemberData(nameof(MessagesToThePerson))]
    public void With_discretion_nothing_tells_what_the_service_does(string name)
    {
        RenderedMessage message = RenderDiscreetly(name);

        string[] telling = ["social", "prescri", "lonel", "isolat", "mental", "health", "wellbeing", "well-being", "anxi", "GP", "doctor",
            "nurse", "surgery", "link worker", "referral", "patient", "support", "charity", "Sam Okafor", "Ana"];
        foreach (string word in telling)
        {
            Assert.DoesNotContain(word, message.Subject, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(word, message.FromName, StringComparison.OrdinalIgnoreCase);
        }
        foreach (string word in telling.Except(["Sam Okafor", "Ana", "GP"]))
        {
            Assert.DoesNotContain(word, message.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(word, message.Html, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Equal("Riverside Social Prescribing", Render(name).FromName);
    }

    [Fact]
    public void With_discretion_the_service_has_the_neutral_name_that_it_was_given() =>
        Assert.Equal("The Thursday Team",
            Templates.Render("goodbye", "en", Examples.All, new RenderOptions(Discreet: true, NeutralName: "The Thursday Team")).FromName);

    [Fact]
    public void Without_a_neutral_name_nothing_discreet_is_rendered() =>
        Assert.Throws<ArgumentException>(
            () => Templates.Render("goodbye", "en", Examples.All, new RenderOptions(Discreet: true, NeutralName: " ")));

    [Fact]
    public void No_message_to_a_referrer_a_provider_or_staff_names_the_person()
    {
        foreach (TemplateKind kind in Examples.Messages.Where(kind => kind.Audience != Recipient.Person))
        {
            RenderedMessage message = Render(kind.Name, ("preferredName", "Zebedee"), ("linkWorker", "Wilhelmina"));
            Assert.DoesNotContain("Zebedee", message.Subject + message.Html + message.Text, StringComparison.Ordinal);
            // A provider has to know whom to ring. Nobody else is told.
            if (kind.Audience != Recipient.Provider)
                Assert.DoesNotContain("Wilhelmina", message.Subject + message.Html + message.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_closed_referral_says_outright_that_there_is_nothing_to_do()
    {
        Assert.Contains("There is no action for you.", Render("referrer-closed").Text, StringComparison.Ordinal);
        Assert.Contains("There is no action for you.", Render("referrer-closed").Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_no_message_has_is_an_error() =>
        Assert.Throws<ArgumentException>(() => Render("received", ("prefferedName", "Ana")));

    [Theory]
    [InlineData("footer-person")]
    [InlineData("nothing")]
    public void Only_messages_are_rendered(string name) => Assert.Throws<ArgumentException>(() => Render(name));

    [Fact]
    public void The_digest_lists_every_task_with_its_link()
    {
        RenderedMessage message = Render("digest");
        Assert.Contains("- SP-7K3M-9QX2: first contact: https://example.org/journeys/1\n- SP-4H8N", message.Text, StringComparison.Ordinal);
        Assert.Contains("- Two referrals wait for triage\n", message.Text, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(message.Html, "<li "));
        Assert.Contains("href=\"https://example.org/journeys/2\"", message.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_alone_looks_like_a_button_and_reads_as_text_and_address()
    {
        RenderedMessage message = Render("survey-invitation");
        Assert.Matches(
            "<p [^>]*><a href=\"https://example.org/survey/abc\" style=\"display:inline-block;padding:14px[^\"]*\">Answer the "
                + "questions</a></p>", message.Html);
        Assert.Contains("\nAnswer the questions: https://example.org/survey/abc\n", message.Text, StringComparison.Ordinal);
    }

    /// <summary>A rough measure of reading age about 9: short sentences, and none of the words that people had to look up.</summary>
    [Theory, MemberData(nameof(MessagesToThePerson))]
    public void Messages_to_the_person_are_easy_to_read(string name)
    {
        string text = Address().Replace(Render(name).Text, "");
        string[] sentences =
            [.. text.Split(['.', '?', '!', '\n', ':'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        int[] words = [.. sentences.Select(sentence => sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length)];

        Assert.True(words.Average() <= 10, $"{words.Average():0.0} words a sentence");
        Assert.True(words.Max() <= 20, sentences[Array.IndexOf(words, words.Max())]);
        foreach (string word in new[] { "referral", "questionnaire", "survey", "appointment", "failed", "missed", "did not attend", "must",
            "unfortunately", "regret", "intervention", "concern", "lonel", "anxi" })
            Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Another_language_gets_english_that_says_so() =>
        Assert.Contains("<html lang=\"en\"", Templates.Render("received", "pl", Examples.All, new RenderOptions()).Html,
            StringComparison.Ordinal);

    private static void AssertWhole(RenderedMessage message)
    {
        Assert.DoesNotContain("{{", message.Subject + message.Html + message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("}}", message.Subject + message.Html + message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("**", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("](", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", message.Text, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\"", message.Html, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"viewport\"", message.Html, StringComparison.Ordinal);
        Assert.Contains($"<title>{WebUtility.HtmlEncode(message.Subject)}</title>", message.Html, StringComparison.Ordinal);
        Assert.Contains("max-width:600px;font-family:Arial,Helvetica,sans-serif;font-size:18px", message.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<(img|script|link|iframe|style|object|form)|src=|url\\(|@import", message.Html);
    }

    /// <summary>The document's elements without text and addresses. No value may change these.</summary>
    private static string Structure(RenderedMessage message) =>
        string.Concat(Tag().Matches(message.Html).Select(match => match.Groups[1].Value)
            .Where(tag => !tag.Contains("bdi", StringComparison.Ordinal)).Select(tag => $"<{tag}>"));

    [GeneratedRegex("<(/?[a-zA-Z!][a-zA-Z0-9]*)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"https://\S+|[0-9]{1,2}:[0-9]{2}")]
    private static partial Regex Address();
}
