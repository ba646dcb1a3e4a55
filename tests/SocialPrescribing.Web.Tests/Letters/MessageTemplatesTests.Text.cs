using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Letters;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Letters;

/// <summary>Names, subjects and links that contain anything.</summary>
public partial class MessageTemplatesTests
{
    [Theory]
    [InlineData("O'Brien-Ó Súilleabháin")]
    [InlineData("Zoë")]
    [InlineData("X")]
    [InlineData("محمد")]
    [InlineData("שלום")]
    [InlineData("*Bob* <script>alert(1)</script> [x](http://evil)")]
    [InlineData("**bold** _it_ `code` # no heading")]
    [InlineData("1. one")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("=cmd|'/c calc'!A1")]
    [InlineData("{{reference}}")]
    [InlineData("&amp; &lt;b&gt;")]
    [InlineData("\\*a\\*")]
    [InlineData("<https://evil.example>")]
    public void A_name_appears_as_it_is_whatever_it_holds(string name)
    {
        RenderedMessage message = Render("received", ("preferredName", name));

        Assert.Contains(name, message.Text, StringComparison.Ordinal);
        Assert.Contains(name, WebUtility.HtmlDecode(message.Html), StringComparison.Ordinal);
        Assert.Equal(Structure(Render("received", ("preferredName", "Ana"))), Structure(message));
    }

    [Theory]
    [InlineData("Thursday\r\nBcc: all@example.org", "Thursday Bcc: all@example.org")]
    [InlineData("Thursday\u2028\u2029\u0085\u0000\u001b[0m", "Thursday [0m")]
    [InlineData("\u202Eyadsruht\u202C", "yadsruht")]
    public void A_subject_is_one_line_of_plain_characters(string when, string expected) =>
        Assert.Equal("See you soon: " + expected, Render("meeting-reminder", ("when", when)).Subject);

    [Fact]
    public void Half_a_character_does_not_get_into_a_subject() =>
        Assert.Equal("See you soon: a\ufffdb", Render("meeting-reminder", ("when", string.Concat("a", '\ud800', "b"))).Subject);

    [Fact]
    public void A_long_subject_is_cut_between_characters()
    {
        foreach (int length in new[] { 92, 93, 94 })
        {
            string subject = Render("meeting-reminder", ("when", "x" + string.Concat(Enumerable.Repeat("😀", length)))).Subject;
            Assert.InRange(subject.Length, 1, 200);
            Assert.DoesNotContain('\ufffd', subject);
            Assert.Equal(subject, new string([.. subject.EnumerateRunes().SelectMany(rune => rune.ToString())]));
        }
    }

    [Fact]
    public void Words_written_from_right_to_left_do_not_turn_those_around_them()
    {
        RenderedMessage message = Render("received", ("preferredName", "שלום"));
        Assert.Contains("Hello <bdi>שלום</bdi>,", message.Html, StringComparison.Ordinal);
        Assert.Contains("Hello \u2068שלום\u2069,", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', Render("received", ("preferredName", "a\u202Eb")).Text);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("/preferences/abc")]
    [InlineData("//evil.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("example.org")]
    public void A_link_is_an_absolute_address_of_a_page(string link)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Render("received", ("preferencesLink", link)));
        Assert.DoesNotContain(link, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_cannot_leave_its_attribute() =>
        Assert.Equal(Structure(Render("goodbye")),
            Structure(Render("goodbye", ("preferencesLink", "https://example.org/\"><script>alert('1')</script>"))));
}
