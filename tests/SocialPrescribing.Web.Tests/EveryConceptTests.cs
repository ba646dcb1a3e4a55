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
    public void What_only_the_system_does_may_be_given_by_nobody() => Assert.Empty(Permissions.RolesFor(typeof(Intake.Join)));

    private static IEnumerable<Type> Derived(Type type) =>
        type.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>()
            .Select(a => a.DerivedType);
}
