using Azure.Data.Tables;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

public sealed class TableKeyTests
{
    /// <summary>Every ASCII character, and some on each side of every length of UTF-8.</summary>
    private static readonly string[] Characters =
        [.. Enumerable.Range(0, 128)
            .Select(c => $"{(char)c}"), "\u0080", "é", "\u07FF", "\u0800", "ש", "日", "\uD7FF", "\uE000", "\uFF5E", "\uFFFF", "🙂",
            "\U0010FFFF"];

    private static readonly string[] Texts =
        ["", .. Characters, .. Characters.SelectMany(c => (string[])[$"a{c}", $"{c}a", $"{c}{c}", $"a{c}b"])];

    [Fact]
    public void Keys_are_ASCII_that_Table_Storage_takes() =>
        Assert.All(Texts,
            t => Assert.DoesNotContain(TableKey.Encode(t), c => c is '/' or '\\' or '#' or '?' or '%' or '\'' or <= ' ' or > '~'));

    [Fact]
    public void Different_texts_have_different_keys() =>
        Assert.Equal(Texts.Distinct().Count(), Texts.Select(TableKey.Encode).Distinct().Count());

    [Fact]
    public void Keys_sort_as_the_code_points_of_their_texts() =>
        Assert.Equal(Texts.Distinct().Order(CodePoints.Order), Texts.Distinct().OrderBy(TableKey.Encode, StringComparer.Ordinal));

    [Fact]
    public void What_begins_with_a_text_lies_between_its_key_and_the_one_behind()
    {
        foreach (string prefix in Characters)
        {
            string begin = TableKey.Encode(prefix), behind = TableKey.Behind(begin);
            foreach (string text in Texts)
                Assert.Equal(text.StartsWith(prefix, StringComparison.Ordinal),
                    TableKey.Encode(text) is var key && string.CompareOrdinal(key, begin) >= 0 && string.CompareOrdinal(key, behind) < 0);
        }
    }

    [Fact]
    public void A_key_that_is_too_long_is_refused_with_the_limit_in_words()
    {
        Assert.Equal(512, TableKey.Checked(new string('k', 512)).Length);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => TableKey.Checked(TableKey.Encode(new string('é', 100))));
        Assert.Contains("600 characters", refused.Message, StringComparison.Ordinal);
        Assert.Contains("512 (1 KiB)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_refused() => Assert.ThrowsAny<ArgumentException>(() => TableKey.Encode("a\uD83D"));

    [Theory]
    [InlineData(0)]
    [InlineData(31_999)]
    [InlineData(32_000)]
    [InlineData(32_001)]
    [InlineData(100_000)]
    public void A_text_is_put_together_as_it_was_taken_apart(int length)
    {
        // So a surrogate pair stands at every place where the text might be cut.
        string text = string.Concat(Enumerable.Repeat("🙂", length / 2)) + (length % 2 is 1 ? "x" : "");
        foreach (string one in (string[])[text, "y" + text])
        {
            TableEntity row = new TableEntity("p", "r").With("Text", one);
            Assert.Equal(one, row.Text("Text"));
            Assert.All(row.Where(p => p.Key.StartsWith("Text", StringComparison.Ordinal)),
                p => Assert.InRange(((string)p.Value).Length, 0, 32_768));
        }
    }
}
