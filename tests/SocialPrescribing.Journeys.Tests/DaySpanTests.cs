namespace SocialPrescribing.Journeys.Tests;

public sealed class DaySpanTests
{
    [Theory]
    [InlineData("2027-02-15 to 2027-02-19", "2027-02-15 to 2027-02-19")]
    [InlineData(" 15/02/2027  to  19/02/2027 ", "2027-02-15 to 2027-02-19")]
    [InlineData("2027-02-15", "2027-02-15")]
    [InlineData("2027-02-15 to 2027-02-15", "2027-02-15")]
    public void Days_are_read_as_people_write_them(string written, string read)
    {
        Assert.True(DaySpan.TryParse(written, out DaySpan span));
        Assert.Equal(read, span.ToString());
        Assert.True(span.Holds(span.From) && span.Holds(span.Until));
        Assert.False(span.Holds(span.From.AddDays(-1)) || span.Holds(span.Until.AddDays(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2027-02-19 to 2027-02-15")]
    [InlineData("2027-02-15 to ")]
    [InlineData(" to 2027-02-15")]
    [InlineData("2027-02-15 to 2027-02-16 to 2027-02-17")]
    [InlineData("half-term")]
    public void What_is_none_is_not_read(string written) => Assert.False(DaySpan.TryParse(written, out _));
}
