using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

public sealed class SignedLinksTests
{
    private static readonly LinkKey Old = new("01", [.. Enumerable.Repeat((byte)1, 32)]),
        New = new("02", [.. Enumerable.Repeat((byte)2, 32)]);
    private static readonly LinkTarget Survey = new(LinkPurpose.Survey, Guid.Parse("0199a1b2-0000-7000-8000-000000000001"), "week-6");
    private readonly FakeTimeProvider _machine = new(TestService.Monday);

    private SignedLinks With(params LinkKey[] keys) =>
        new(new Secrets(new byte[32], keys), new Clocks(new FakeTimeProvider(TestService.Monday), _machine));

    [Theory]
    [InlineData(LinkPurpose.Survey, "week-6")]
    [InlineData(LinkPurpose.Meeting, "a1b2/3")]
    [InlineData(LinkPurpose.Preferences, "")]
    [InlineData(LinkPurpose.Calendar, "with|bars|and é")]
    public void A_link_opens_what_it_was_made_for(LinkPurpose purpose, string subject)
    {
        LinkTarget target = new(purpose, Guid.NewGuid(), subject);
        string token = With(Old).Create(target);

        Assert.Equal(target, With(Old).Read(token, purpose));
        Assert.All(token,
            c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.', "It must stand in an address as it is."));
    }

    [Fact]
    public void A_link_opens_nothing_else()
    {
        string token = With(Old).Create(Survey);

        foreach (LinkPurpose other in Enum.GetValues<LinkPurpose>().Where(p => p is not LinkPurpose.Survey))
            Assert.Null(With(Old).Read(token, other));
    }

    [Fact]
    public void A_link_with_any_character_changed_added_or_lost_opens_nothing()
    {
        SignedLinks links = With(Old, New);
        string token = links.Create(Survey);

        for (int i = 0; i < token.Length; i++)
        {
            Assert.Null(links.Read(token.Remove(i, 1), LinkPurpose.Survey));
            foreach (char c in "Az09-_. =|\n\u00e9")
            {
                Assert.Null(links.Read(token.Insert(i, c.ToString()), LinkPurpose.Survey));
                if (token[i] != c)
                    Assert.Null(links.Read(token[..i] + c + token[(i + 1)..], LinkPurpose.Survey));
            }
        }
        foreach (string tail in new[] { "=", "==", " ", "A", "." })
            Assert.Null(links.Read(token + tail, LinkPurpose.Survey));
    }

    /// <summary>
    /// The last character of a signature has bits that no byte needs. A link that spells the same bytes otherwise is refused.
    /// </summary>
    [Fact]
    public void One_link_has_one_spelling()
    {
        SignedLinks links = With(Old);
        string token = links.Create(Survey);

        string[] readable = [.. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Select(c => token[..^1] + c)
            .Where(t => links.Read(t, LinkPurpose.Survey) is not null)];

        Assert.Equal([token], readable);
    }

    [Fact]
    public void Links_end_after_180_days_and_opting_out_never_does()
    {
        string survey = With(Old).Create(Survey), preferences = With(Old).Create(Survey with { Purpose = LinkPurpose.Preferences });

        _machine.Advance(TimeSpan.FromDays(180) - TimeSpan.FromSeconds(1));
        Assert.NotNull(With(Old).Read(survey, LinkPurpose.Survey));
        _machine.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(With(Old).Read(survey, LinkPurpose.Survey));
        _machine.Advance(TimeSpan.FromDays(10_000));
        Assert.NotNull(With(Old).Read(preferences, LinkPurpose.Preferences));
    }

    [Fact]
    public void Every_purpose_says_how_long_its_links_last()
    {
        LinkPurpose[] forEver = [LinkPurpose.Preferences, LinkPurpose.Organisation, LinkPurpose.StaffCalendar],
            aWeek = [LinkPurpose.ConfirmAddress, LinkPurpose.Register];
        string[] made = [.. Enum.GetValues<LinkPurpose>().Select(p => With(Old).Create(Survey with { Purpose = p }))];
        LinkPurpose[] Open() => [.. made.Select(token => With(Old).Read(token)?.Purpose).OfType<LinkPurpose>()];

        Assert.Equal(Enum.GetValues<LinkPurpose>(), Open());
        _machine.Advance(TimeSpan.FromDays(7));
        Assert.Equal(Enum.GetValues<LinkPurpose>().Except(aWeek), Open());
        _machine.Advance(TimeSpan.FromDays(173));
        Assert.Equal(forEver.Order(), Open());
    }

    [Fact]
    public void A_new_key_signs_and_the_old_one_is_believed_until_it_is_taken_away()
    {
        string before = With(Old).Create(Survey), after = With(New, Old).Create(Survey);

        Assert.StartsWith("02", after, StringComparison.Ordinal);
        Assert.NotNull(With(New, Old).Read(before, LinkPurpose.Survey));
        Assert.Null(With(New).Read(before, LinkPurpose.Survey));
        Assert.Null(With(Old).Read(after, LinkPurpose.Survey));
        Assert.Null(With(new LinkKey("01", New.Key)).Read(before, LinkPurpose.Survey));
    }

    [Fact]
    public void Whatever_is_sent_as_a_link_is_read_without_falling_over()
    {
        SignedLinks links = With(Old, New);
        string token = links.Create(Survey);

        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => links.Read(text ?? "", LinkPurpose.Survey) is null
            && links.Read("01" + text, LinkPurpose.Survey) is null
            && links.Read($"01{text}.{text}", LinkPurpose.Survey) is null
            && links.Read(token[..(token.Length / 2)] + text, LinkPurpose.Survey) is null).Check(Cases.Of());
        foreach (string odd in new[] { "", ".", "..", "01", "01.", "01..", "01=.=", "01\ud800.\ud800", new string('A', 100_000),
            "01" + new string('A', 396) + ".A" })
            Assert.Null(links.Read(odd, LinkPurpose.Survey));
    }
}
