using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Tests;

/// <summary>Whoever adds an event or a command hears here what else it needs.</summary>
public sealed class EveryConceptTests
{
    public static TheoryData<Type> Events => [.. Derived(typeof(JourneyEvent))];

    public static TheoryData<Type> Commands => [.. Derived(typeof(JourneyCommand))];

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_event_has_words_for_the_timeline(Type type)
    {
        JourneyEvent happened = (JourneyEvent)RuntimeHelpers.GetUninitializedObject(type);
        Exception? thrown = Record.Exception(() => Timeline.Tell([new JournalCommit(1, default, Actor.System, null, [happened])], id => id));
        // An event without its facts may well fail on one that is missing: then it has got as far as its words.
        Assert.False(thrown is NotSupportedException, thrown?.Message);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_may_be_given_by_somebody(Type type)
    {
        Assert.NotEmpty(Permissions.RolesFor(type));
        Assert.Contains(StaffRole.Lead, Permissions.RolesFor(type));
    }

    [Fact]
    public void What_only_the_system_does_may_be_given_by_nobody() => Assert.Empty(Permissions.RolesFor(typeof(Intake.Join)));

    private static IEnumerable<Type> Derived(Type type) =>
        type.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>().Select(a => a.DerivedType);
}
