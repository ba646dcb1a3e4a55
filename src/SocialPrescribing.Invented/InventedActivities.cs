using SocialPrescribing.Journeys;

namespace SocialPrescribing.Invented;

/// <summary>An activity that does not exist: regular, purposeful, with a number of places.</summary>
/// <param name="At">When it begins, in London.</param>
/// <param name="AnswerDays">How many days its provider takes to answer, at most. More than fourteen means never.</param>
public sealed record InventedActivity(
    string Name, string Provider, DayOfWeek Day, TimeOnly At, int Places, int AnswerDays, IReadOnlyList<string> Needs)
{
    /// <summary>The id of its entry, if there is a directory.</summary>
    public Guid? Id { get; init; }

    public ActivityDetails Details =>
        new(Name, Provider, Id, Email: $"{Provider.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant()}@provider.example",
            Where: "Invented Hall, Whitehill");

    /// <summary>The first time it takes place at least <paramref name="inDays"/> days from now.</summary>
    public DateTimeOffset Next(DateTimeOffset now, int inDays)
    {
        DateOnly day = WorkingCalendar.LondonDate(now).AddDays(inDays);
        return WorkingCalendar.London(day.AddDays(((int)Day - (int)day.DayOfWeek + 7) % 7), At);
    }
}

/// <summary>What there is to do in an invented town.</summary>
public static class InventedActivities
{
    /// <summary>A town with a hundred places. Larger towns are this one several times.</summary>
    public static IReadOnlyList<InventedActivity> All { get; } =
    [
        new("Heath wardens", "Heath Trust", DayOfWeek.Tuesday, new(10, 0), 12, 4,
            ["volunteeringAndPurpose", "lowMood", "physicalInactivity", "socialIsolation"]),
        new("Furniture workshop", "Second Chair", DayOfWeek.Wednesday, new(10, 0), 8, 3,
            ["anxiety", "employmentAndSkills", "lowMood", "stress"]),
        new("Walking group", "Easy Miles", DayOfWeek.Thursday, new(10, 30), 20, 2,
            ["physicalInactivity", "longTermCondition", "loneliness", "socialIsolation"]),
        new("Singing for all", "Forest Choir", DayOfWeek.Monday, new(14, 0), 15, 5, ["loneliness", "lowMood", "bereavement"]),
        new("Community garden", "Dig Together", DayOfWeek.Friday, new(10, 0), 10, 3,
            ["anxiety", "stress", "loneliness", "socialIsolation", "lowMood"]),
        new("Lunch club", "Warm Table", DayOfWeek.Thursday, new(12, 0), 14, 20, ["friendshipInOlderAge", "loneliness", "food"]),
        new("Money advice", "Fair Start", DayOfWeek.Monday, new(10, 0), 25, 2, ["moneyAndDebt", "housing", "legalAndBenefits"]),
        new("Carers' morning", "Carers Here", DayOfWeek.Tuesday, new(11, 0), 10, 4, ["carerSupport", "stress"]),
        new("Card afternoon", "Silver Aces", DayOfWeek.Wednesday, new(14, 0), 6, 6,
            ["friendshipInOlderAge", "loneliness", "memoryAndDementia"]),
        new("Bereavement café", "Still Here", DayOfWeek.Friday, new(14, 0), 8, 3, ["bereavement", "loneliness"]),
    ];
}
