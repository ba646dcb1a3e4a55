using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData("baseline", "baseline survey")]
    [InlineData("week-6", "survey at 6 weeks")]
    [InlineData("week-1", "survey at 1 week")]
    [InlineData("month-18", "survey at 18 months")]
    [InlineData("after-3-months", "survey 3 months after support")]
    [InlineData("after-the-walk", "survey “after the walk”")]
    [InlineData("week-six", "survey “week six”")]
    public void A_survey_is_named_in_words(string id, string words) => Assert.Equal(words, Words.Survey(id));

    [Theory]
    [InlineData("pa", "Punjabi")]
    [InlineData("BFI", "British Sign Language")]
    [InlineData("qqq", "qqq")]
    [InlineData("a---", "a---")]
    public void A_language_is_named_by_its_name(string tag, string name) => Assert.Equal(name, LanguageNames.Of(tag));

    [Fact]
    public void Every_survey_of_the_standard_pathway_has_words_of_its_own() =>
        Assert.DoesNotContain(SurveyPlan.Standard, plan => Words.Survey(plan.Id).Contains('“', StringComparison.Ordinal));
}
