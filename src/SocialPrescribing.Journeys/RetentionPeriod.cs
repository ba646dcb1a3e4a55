namespace SocialPrescribing.Journeys;

/// <summary>How long a record is kept. The defaults are those of the NHS Records Management Code.</summary>
public static class RetentionPeriod
{
    private const int OfAge = 18;

    /// <summary>
    /// The last day on which the record is kept: some years after the last contact. If the person was not of age when support ended, at
    /// least until a certain birthday (a year later if they were nearly of age).
    /// </summary>
    /// <returns>Null as long as the journey is not closed, and for one that was joined to another.</returns>
    public static DateOnly? EndsOn(Journey journey, Pathway pathway)
    {
        if (!journey.IsClosed || journey.Joined is not null)
            return null;
        DateOnly adult = WorkingCalendar.LondonDate(LastContact(journey)).AddYears(pathway.RetentionYears);
        DateOnly born = journey.Person.DateOfBirth;
        int age = AgeOn(born, WorkingCalendar.LondonDate(EndOf(journey)));
        if (age >= OfAge)
            return adult;
        DateOnly birthday = born.AddYears(pathway.RetentionYoungUntil + (age is OfAge - 1 ? 1 : 0));
        return birthday > adult ? birthday : adult;
    }

    /// <summary>The latest of all contacts: a word with the person, a referral, an answer, the end.</summary>
    public static DateTimeOffset LastContact(Journey journey) =>
        journey.Referrals.Select(r => r.ReceivedAt).Concat(journey.Surveys.Select(s => s.GivenAt).OfType<DateTimeOffset>())
            .Append(journey.LastTouchAt).Append(journey.Ended?.At ?? journey.DeclinedAt ?? journey.ReceivedAt).Max();

    private static DateTimeOffset EndOf(Journey journey) =>
        journey.Ended?.At ?? journey.DeclinedAt ?? journey.ClosedAt ?? journey.ReceivedAt;

    private static int AgeOn(DateOnly born, DateOnly day)
    {
        int age = day.Year - born.Year;
        return born.AddYears(age) > day ? age - 1 : age;
    }
}
