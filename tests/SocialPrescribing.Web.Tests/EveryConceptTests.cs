using System.Reflection;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests;

/// <summary>Tells whoever adds a command what else it needs.</summary>
public sealed class EveryConceptTests
{
    public static TheoryData<Type> Commands => [.. Derived(typeof(JourneyCommand))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_may_be_given_by_somebody(Type type)
    {
        Assert.NotEmpty(Permissions.RolesFor(type));
        Assert.Contains(StaffRole.Lead, Permissions.RolesFor(type));
    }

    [Fact]
    public void Every_command_says_who_may_give_it()
    {
        string[] wrong =
        [
            .. from type in typeof(JourneyCommand).Assembly.GetTypes()
               where type.IsSubclassOf(typeof(JourneyCommand)) && !type.IsAbstract
               let givers = type.GetCustomAttribute<GivenByAttribute>()?.Givers
               where givers is null || (givers is Givers.NotStaff && Derived(typeof(JourneyCommand)).Contains(type))
               select givers is null ? $"{type.FullName} does not say who may give it: put [GivenBy(…)] above it."
                   : $"{type.FullName} has a name in Vocabulary.cs, but nobody on the staff may give it.",
        ];
        Assert.True(wrong is [], string.Join('\n', wrong));
    }

    [Fact]
    public void What_only_the_system_does_may_be_given_by_nobody() => Assert.Empty(Permissions.RolesFor(typeof(Intake.AddReferral)));

    private static IEnumerable<Type> Derived(Type type) =>
        type.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>()
            .Select(a => a.DerivedType);
}
