using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Web.Letters;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Letters;

/// <summary>Texts that an operator puts in place of the built-in ones.</summary>
public sealed class ReplacedTextsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("messages-").FullName;

    public ReplacedTextsTests() => Directory.CreateDirectory(Path.Combine(_folder, "en"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private IReadOnlyList<LetterProblem> Problems() =>
        Assert.Throws<MessageTemplateException>(() => MessageTemplates.Load(_folder, Nation.England)).Problems;

    private RenderedMessage Render(string name, bool discreet = false) =>
        MessageTemplates.Load(_folder, Nation.England).Render(name, "en", Examples.All, Examples.Options with { Discreet = discreet });

    [Fact]
    public void A_file_of_the_same_name_replaces_a_text_and_the_others_stay()
    {
        Write("en/goodbye.md",
            "Subject: Farewell\r\n\r\nDear {{preferredName}},\r\nwe **wish** you\r\n\r\n1. health\r\n2. friends & joy\r\n");

        RenderedMessage message = Render("goodbye");

        Assert.Equal("Farewell", message.Subject);
        Assert.StartsWith("Dear Ana, we wish you\n\n1. health\n2. friends & joy\n\nThis message is about Ana Vale.", message.Text,
            StringComparison.Ordinal);
        Assert.Contains("<strong>wish</strong>", message.Html, StringComparison.Ordinal);
        Assert.Contains("<li style=\"margin:0 0 8px\">friends &amp; joy</li>", message.Html, StringComparison.Ordinal);
        Assert.Equal("How are you doing?", Render("survey-invitation").Subject);
        Assert.Equal("A message for you", Render("goodbye", discreet: true).Subject);
    }

    [Fact]
    public void What_is_nested_too_deeply_is_told_like_any_other_problem()
    {
        Write("en/goodbye.md", $"Subject: Farewell\n\nDear\n\n{string.Concat(Enumerable.Repeat("> ", 1_000))}all\n");

        LetterProblem problem = Assert.Single(Problems());

        Assert.Equal((5, "a text of which no letter can be made"), (problem.Line, problem.Found));
    }

    [Fact]
    public void A_file_wins_over_what_was_set_by_page_and_other_letters_have_what_was_set()
    {
        string file = Write("en/goodbye.md", "Subject: Farewell\n\nDear\n");
        MessageTemplates templates = MessageTemplates.Load(_folder, Nation.England);
        LettersByPage letters = new(templates);

        letters.Become(new Dictionary<(string, string), string>
        {
            [("goodbye", "en")] = "Subject: Set\n\nDear\n",
            [("goodbye", "cy")] = "Subject: Hwyl\n\nAnnwyl\n",
            [("of-another-version", "en")] = "Subject: Set\n\nDear\n",
        });

        Assert.Equal(("Farewell", "Hwyl"), (templates.Render("goodbye", "en", Examples.All, Examples.Options).Subject,
            templates.Render("goodbye", "cy", Examples.All, Examples.Options).Subject));
        Assert.Equal((file, null), (letters.Now("goodbye", "en").FixedBy, letters.Now("goodbye", "cy").FixedBy));
        letters.Become(new Dictionary<(string, string), string>());
        Assert.Equal("Hwyl am y tro", templates.Render("goodbye", "cy", Examples.All, Examples.Options).Subject);
    }

    /// <summary>The words set on the page and those in the file have the same effect.</summary>
    [Fact]
    public void Every_letter_is_its_fields_put_together_and_passes_its_own_check()
    {
        LettersByPage letters = new(MessageTemplates.Load(null, Nation.Wales));
        foreach (LetterTemplate letter in letters.All)
            foreach (string language in letter.Languages)
            {
                string given = letters.Given(letter.Name, language);
                Assert.Equal(given.ReplaceLineEndings("\n").Trim(), LetterSource.Of(given).ToString().Trim());
                Assert.Empty(letters.Check(letter.Name, language, given));
            }
    }

    [Fact]
    public void Each_language_is_replaced_by_itself()
    {
        Write("cy/goodbye.md", "Subject: Da bo\n\nAnnwyl {{preferredName}},\n");
        Write("en/survey-reminder.md", "Subject: Still time\n\n[Answer]({{surveyLink}})\n");
        MessageTemplates templates = MessageTemplates.Load(_folder, Nation.England);

        Assert.Equal("Da bo", templates.Render("goodbye", "cy-GB", Examples.All, Examples.Options).Subject);
        Assert.Equal("Goodbye for now", templates.Render("goodbye", "en", Examples.All, Examples.Options).Subject);
        Assert.Equal("Neges i chi", templates.Render("goodbye", "cy", Examples.All, Examples.Options with { Discreet = true }).Subject);
        Assert.Equal("Mae amser o hyd i ddweud wrthym sut ydych chi",
            templates.Render("survey-reminder", "cy", Examples.All, Examples.Options).Subject);
    }

    [Fact]
    public void What_only_others_than_the_person_get_has_no_Welsh_to_replace()
    {
        string path = Write("cy/digest.md", "Subject: Tasgau\n\n{{tasks}}\n");

        Assert.Equal(path, Assert.Single(Problems()).File);
    }

    [Fact]
    public void A_byte_order_mark_and_html_and_other_addresses_are_allowed()
    {
        Write("en/goodbye.md",
            [.. Encoding.UTF8.Preamble, .. "Subject: Bye\n\n<b>not bold</b> & [our page](https://example.org/x) a_b 2 * 3\n"u8]);

        RenderedMessage message = Render("goodbye");

        Assert.StartsWith("<b>not bold</b> & our page: https://example.org/x a_b 2 * 3\n", message.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;not bold&lt;/b&gt; &amp; <a href=\"https://example.org/x\"", message.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_paragraph_is_left_out_whole_where_its_value_is_empty()
    {
        Write("en/goodbye.md", "Subject: Bye\n\nOne {{linkWorker}}\nstill one\n\nTwo\n\n- a list\n- with {{nextBy}}\n");
        MessageTemplates templates = MessageTemplates.Load(_folder, Nation.England);

        string text = templates.Render("goodbye", "en", Examples.With(("linkWorker", ""), ("nextBy", null)), new RenderOptions()).Text;

        Assert.StartsWith("Two\n\nThis message is about", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Subject: Bye\n\nDear {{prefferedName}}\n", 3, "{{prefferedName}}",
        "{{linkWorker}}, {{nextBy}}, {{preferencesLink}}, {{preferredName}}, {{serviceName}}, {{servicePhone}}")]
    [InlineData("Subject: Bye {{when}}\n\nDear\n", 1, "{{when}}", "{{linkWorker}}")]
    [InlineData("Subject: Bye\n\nDear\n\n[x]({{surveyLink}})\n", 5, "{{surveyLink}}", "{{linkWorker}}")]
    [InlineData("Subject: Bye {{preferredName}}\n\nDear\n", 1, "in the subject", "{{serviceName}}, {{servicePhone}}")]
    [InlineData("Subject: Bye {{preferencesLink}}\n\nDear\n", 1, "in the subject", "{{serviceName}}")]
    [InlineData("Subject: Bye\n\nDear\n{{preferredName\n", 4, "braces", "one line")]
    [InlineData("Subject: Bye\n\nDear preferredName}}\n", 3, "braces", "one line")]
    [InlineData("Subject: Bye\n\nDear {{}}\n", 3, "{{}}", "{{preferredName}}")]
    [InlineData("Dear {{preferredName}}\n", 1, "\"Dear {{preferredName}}\"", "Subject:")]
    [InlineData("Subject:\n\nDear\n", 1, "\"Subject:\"", "Subject:")]
    [InlineData("", 1, "\"\"", "Subject:")]
    [InlineData("Subject: Bye\nDear\n", 2, "\"Dear\"", "an empty line")]
    [InlineData("Subject: Bye\nNeutral subject: For {{preferredName}}\n\nDear\n", 2, "Neutral subject", "without placeholders")]
    [InlineData("Subject: Bye\n\nDear\n\n    code\n", 5, "code", "paragraphs")]
    [InlineData("Subject: Bye\n\n> said\n", 3, "a quotation", "paragraphs")]
    [InlineData("Subject: Bye\n\n![x](https://example.org/x.png)\n", 3, "a picture", "paragraphs")]
    [InlineData("Subject: Bye\n\nSee\n[x](/here)\n", 4, "a link to \"/here\"", "https://")]
    [InlineData("Subject: Bye\n\n[x](javascript:alert)\n", 3, "a link to", "https://")]
    [InlineData("Subject: Bye\n\n[x]({{linkWorker}})\n", 3, "a link to", "{{…Link}}")]
    [InlineData("Subject: Bye\n\n[x](https://example.org/{{preferencesLink}})\n", 3, "a link to", "{{…Link}} alone")]
    [InlineData("Subject: Bye\n\nDear \\{{preferredName}}\n", 3, "would be shown", "backslash")]
    public void What_is_wrong_is_told_with_file_line_what_was_found_and_what_is_allowed(string text, int line, string found, string allowed)
    {
        string path = Write("en/goodbye.md", text);

        LetterProblem problem = Assert.Single(Problems());

        Assert.Equal((path, line), (problem.File, problem.Line));
        Assert.Contains(found, problem.Found, StringComparison.Ordinal);
        Assert.Contains(allowed, problem.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        string one = Write("en/goodbye.md", "Dear {{x}}\n\n{{y}}\n");
        string other = Write("en/received.md", "Subject: Hi\n\n{{z}}\n");

        MessageTemplateException exception = Assert.Throws<MessageTemplateException>(() => MessageTemplates.Load(_folder, Nation.England));

        Assert.Equal(4, exception.Problems.Count);
        Assert.Contains($"{one}, line 3: found {{{{y}}}}; allowed: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{other}, line 3: found {{{{z}}}}; allowed: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_a_message_useful_or_safe_may_not_be_lost()
    {
        Write("en/survey-invitation.md", "Subject: Hi\n\nPlease answer.\n");
        Write("en/footer-person.md", "Call {{servicePhone}}. [Stop]({{preferencesLink}})\n");
        Write("en/referrer-closed.md", "Subject: {{reference}}\n\n{{outcome}}\n");

        Assert.Equal(["no \"There is no action for you.\"", "no \"111\"", "no \"116 123\"", "no \"999\"", "no {{surveyLink}}"], Problems()
            .Select(problem => problem.Found).Order(StringComparer.Ordinal).OrderBy(found => found.Contains("{{", StringComparison.Ordinal))
            .ThenBy(found => !found.Contains("There", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_operators_own_footer_names_the_crisis_lines_of_their_nation()
    {
        Write("en/footer-person.md", "Call 999, 111 or 116 123, or us: {{servicePhone}}. [Stop]({{preferencesLink}})\n");

        MessageTemplates.Load(_folder, Nation.Scotland);
        MessageTemplateException refused =
            Assert.Throws<MessageTemplateException>(() => MessageTemplates.Load(_folder, Nation.NorthernIreland));
        Assert.Equal("no \"0808 808 8000\"", Assert.Single(refused.Problems).Found);

        Write("en/footer-person.md", "{{crisisLines}}\n\nOr us: {{servicePhone}}. [Stop]({{preferencesLink}})\n");
        Assert.Contains("Call Lifeline on 0808 808 8000.", MessageTemplates.Load(_folder, Nation.NorthernIreland)
            .Render("goodbye", "en", Examples.All, new RenderOptions()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_crisis_lines_stand_in_a_paragraph_of_their_own()
    {
        Write("en/footer-person.md", "Call {{crisisLines}} or {{servicePhone}}. [Stop]({{preferencesLink}})\n");
        Assert.Equal("{{crisisLines}} inside other text", Assert.Single(Problems()).Found);
    }

    [Fact]
    public void The_list_of_tasks_stands_in_a_paragraph_of_its_own()
    {
        Write("en/digest.md", "Subject: Tasks\n\nHere: {{tasks}}\n");
        Assert.Equal("{{tasks}} inside other text", Assert.Single(Problems()).Found);
    }

    [Theory]
    [InlineData("en/good-bye.md")]
    [InlineData("en/goodbye.txt")]
    [InlineData("goodbye.md")]
    [InlineData("en/more/goodbye.md")]
    [InlineData("fr/goodbye.md")]
    public void A_file_that_replaces_nothing_is_told(string name)
    {
        string path = Write(name, "Subject: Bye\n\nDear\n");

        LetterProblem problem = Assert.Single(Problems());

        Assert.Equal((path, 0), (problem.File, problem.Line));
        Assert.Contains("en/goodbye.md", problem.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_a_system_hides_are_left_alone()
    {
        Write("en/.DS_Store", "x");
        MessageTemplates.Load(_folder, Nation.England);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_told_with_their_line()
    {
        Write("en/goodbye.md", [.. "Subject: Bye\n\nDear Zo"u8, 0xEB, .. "\n"u8]);

        Assert.Contains(Problems(), problem => problem is { Line: 3, Found: "bytes that are not UTF-8" });
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told() =>
        Assert.Equal("no folder en or cy",
            Assert.Single(
                Assert.Throws<MessageTemplateException>(
                    () => MessageTemplates.Load(Path.Combine(_folder, "nowhere"), Nation.England)).Problems).Found);
}
