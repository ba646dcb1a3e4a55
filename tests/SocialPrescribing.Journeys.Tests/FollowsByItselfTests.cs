using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>What is shown as done by the service, whoever gave the command that it follows from.</summary>
public class FollowsByItselfTests
{
    [Fact]
    public void These_events_follow_by_themselves_and_no_others() => Assert.Equal(
        [
            "alikeNoted", "becameIndependent", "closed", "closingProposed", "concernRaised, Source: Referral",
            "concernRaised, Source: Survey", "concernTold", "lastLetter", "linksRenewed, Reason: Discretion",
            "linksRenewed, Reason: Joined", "linksRenewed, Reason: NewAddress", "linksRenewed, Reason: Risk", "messageQueued",
            "messageWithheld", "needRaised, Source: Barrier", "silenceNoticed", "surveyLapsed", "surveyOpened", "taskEscalated",
            "taskOpened", "taskPostponed", "urgentWordsNoticed", "urgentWordsToldAgain",
        ],
        typeof(JourneyEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .SelectMany(a => Following(a.DerivedType, (string)a.TypeDiscriminator!)).Order(StringComparer.Ordinal));

    /// <summary>The event's name if it always follows by itself, or else the choices with which it does.</summary>
    private static IEnumerable<string> Following(Type type, string name)
    {
        (string Choice, JourneyEvent Happened)[] each = [.. OfEachChoice(type)];
        string[] following = [.. each.Where(e => e.Happened.FollowsByItself()).Select(e => $"{name}, {e.Choice}")];
        return following.Length == each.Length ? [name] : following;
    }

    private static IEnumerable<(string Choice, JourneyEvent Happened)> OfEachChoice(Type type)
    {
        PropertyInfo[] choices = [.. type.GetProperties().Where(p => p.PropertyType.IsEnum)];
        if (choices is [])
            yield return ("", (JourneyEvent)RuntimeHelpers.GetUninitializedObject(type));
        foreach (PropertyInfo choice in choices)
            foreach (object value in Enum.GetValues(choice.PropertyType))
            {
                JourneyEvent happened = (JourneyEvent)RuntimeHelpers.GetUninitializedObject(type);
                choice.SetValue(happened, value);
                yield return ($"{choice.Name}: {value}", happened);
            }
    }
}
