using SocialPrescribing.Web.Staff.Entry;


namespace SocialPrescribing.Web.Tests;

public sealed class TriedFirstTests
{
    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("Password-Password-2026!")]
    [InlineData("q1w2e3r4t5y6u7i8o9p0")]
    [InlineData("123456789012345")]
    [InlineData("07700 900123 07700 900456")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abcdabcdabcdabcdabcd")]
    [InlineData("letmeinletmeinletmein")]
    [InlineData("P@ssw0rdP@ssw0rd")]
    [InlineData("P4$$w0rd-L3tm31n")]
    [InlineData("drowssap drowssap drowssap")]
    [InlineData("letmein monkey letmein monkey")]
    [InlineData("Hester, Hester, Quayle, Hester")]
    [InlineData("Hester Quayle 1980")]
    [InlineData("hester.quayle@riverside.example")]
    [InlineData("Riverside Social Prescribing 1")]
    [InlineData("ppaasswwoorrdd1")]
    [InlineData("pässwordpässword")]
    [InlineData("letmnei letmnei letmnei")]
    [InlineData("drowsaps drowsaps")]
    [InlineData("ReferralReferral")]
    [InlineData("nationalhealthservice")]
    [InlineData("abcdefghijklmno")]
    [InlineData("zyxwvutsrqponmlk")]
    public void What_is_tried_first_is_known(string password) => Assert.True(Has(password));

    [Theory]
    [InlineData("a kettle on a quiet hill")]
    [InlineData("correct horse battery staple")]
    [InlineData("Hester likes tea at nine")]
    [InlineData("pässwörter dürfen alles")]
    [InlineData("Gx7#kQ2!vLp9$wZt")]
    public void A_few_words_in_a_row_are_good(string password) => Assert.False(Has(password));

    /// <summary>They are 49,000. To read them for each request would let anybody keep a service busy.</summary>
    [Fact]
    public void The_common_ones_are_read_once_and_not_before_they_are_needed()
    {
        int read = 0;
        TriedFirst triedFirst = new(Common());

        Assert.True(triedFirst.Has("aaaa"));
        Assert.Equal(0, read);
        Parallel.For(0, 8, i => Assert.True(triedFirst.Has("heronheronheron")));
        Assert.Equal(1, read);

        IEnumerable<string> Common()
        {
            Interlocked.Increment(ref read);
            yield return "heron";
        }
    }

    private static readonly TriedFirst _triedFirst = new(TriedFirst.Common());

    private static bool Has(string password) =>
        _triedFirst.Has(password, "Hester Quayle", "hester.quayle@riverside.example", "Riverside Social Prescribing", "Riverside");
}
