using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Service.Tests.Directory;

public sealed class ActivityExperiencesTests
{
    /// <summary>The rule of NHS Digital by which reports hide small numbers.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, null)]
    [InlineData(7, null)]
    [InlineData(8, 10)]
    [InlineData(12, 10)]
    [InlineData(13, 15)]
    [InlineData(52, 50)]
    public void People_are_told_as_reports_tell_them(int people, int? told) => Assert.Equal(told, ActivityExperience.Told(people));

    [Fact]
    public void Under_five_answers_say_nothing()
    {
        Assert.Null(new ActivityExperience(4, 4, 1, 4, 4).YesOfTen);
        Assert.Equal(8, new ActivityExperience(5, 4, 1, 4, 4).YesOfTen);
    }
}
