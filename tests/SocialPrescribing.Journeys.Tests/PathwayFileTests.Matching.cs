namespace SocialPrescribing.Journeys.Tests;

/// <content>How many points each reason counts when activities are sorted.</content>
public partial class PathwayFileTests
{
    private static TheoryData<string, string, string, string, string> WithMatching(
        TheoryData<string, string, string, string, string> settings)
    {
        foreach (string reason in (string[])["firstNeed", "secondNeed", "furtherNeed", "liked", "time", "regular", "near", "stepFree",
            "smallGroup", "cost", "company", "language", "placesFree", "confirmed"])
            settings.Add($"matching.{reason}", "20", "Matching", "101", "a whole number from 0 to 100");
        settings.Add("matching.smallGroupUpTo", "20", "Matching", "1", "a whole number from 2 to 100");
        settings.Add("matching.fullForLongDays", "20", "Matching", "366", "a whole number from 1 to 365");
        settings.Add("retention.years", "10", "RetentionYears", "0", "a whole number from 1 to 100");
        settings.Add("retention.youngUntil", "30", "RetentionYoungUntil", "17", "a whole number from 18 to 100");
        settings.Add("surveys.swemwbs", "\"registered\"", "Swemwbs", "\"yes\"", "one of off, registered");
        settings.Add("surveys.licensed",
            "[{\"id\":\"ours\",\"title\":\"Ours\",\"higherIsBetter\":false,\"items\":[{\"id\":\"one\",\"text\":\"One?\"}],"
                + "\"choices\":[{\"value\":0,\"label\":\"No\"},{\"value\":6,\"label\":\"Yes\"}]}]",
            "LicensedMeasures", "[\"ours\"]", "an object with id, title, higherIsBetter, items and choices");
        return settings;
    }
}
