using SocialPrescribing.Journeys;

namespace SocialPrescribing.Invented;

/// <summary>Facts of invented journeys, for reports that must be right and quick with very many of them.</summary>
public static class InventedFacts
{
    private static readonly string?[] _areas = [.. Enumerable.Range(0, 30).Select(i => $"E010{i:00000}"), null];
    private static readonly string[] _roles = ["doctor", "doctor", "nurse", "socialWorker", "other"];
    private static readonly string?[] _scales = ["ons4.satisfied", "ons4.anxious", "ucla3"];

    /// <param name="from">The first day on which somebody was referred.</param>
    public static IEnumerable<JourneyFacts> Of(int people, int seed, DateOnly from, int days)
    {
        Random random = new(seed);
        for (int i = 0; i < people; i++)
            yield return One(random, $"{i:x32}", from.AddDays(random.Next(days)));
    }

    private static JourneyFacts One(Random random, string key, DateOnly referred)
    {
        bool Chance(int percent) => random.Next(100) < percent;
        DateOnly? After(DateOnly? before, int percent, int most) =>
            before is { } day && Chance(percent) ? day.AddDays(random.Next(most + 1)) : null;
        ReferralSource source = (ReferralSource)random.Next(7);
        DateOnly? accepted = After(referred, 95, 3), contacted = After(accepted, 92, 20), met = After(contacted, 88, 30),
            planned = After(met, 92, 10), introduced = After(planned, 90, 14), attended = After(introduced, 75, 30),
            three = After(attended, 80, 40), alone = After(three, 60, 60);
        DateOnly? declined = accepted is null ? referred.AddDays(2) : null;
        DateOnly? ended = After(alone ?? planned ?? accepted, 60, 120);
        Guid activity = new(random.Next(80) + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
        return new JourneyFacts
        {
            Key = key,
            Source = source,
            Role = source is ReferralSource.Self ? null : Pick(random, _roles),
            Practice = Chance(90) ? $"A{random.Next(12):00000}" : null,
            Joined = Chance(5) ? 1 : 0,
            AgeBand = Pick(random, JourneyFacts.AgeBands),
            Sex = Chance(80) ? Pick(random, Equality.Sexes) : null,
            Ethnicity = Chance(70) ? Pick(random, Equality.Ethnicities) : null,
            Language = Chance(80) ? Chance(90) ? "en" : "cy" : null,
            Carer = Chance(70) ? Chance(30) : null,
            Disability = Chance(60) ? Pick(random, Equality.Disabilities) : null,
            Area = Pick(random, _areas),
            Decile = Chance(85) ? random.Next(1, 11) : null,
            Needs = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(random, Needs.Standard)).Distinct()],
            Referred = referred,
            Accepted = accepted,
            Declined = declined,
            DeclinedByPerson = declined is not null && Chance(50),
            Contacted = contacted,
            Met = met,
            Planned = planned,
            Introduced = introduced,
            Attended = attended,
            AttendedThree = three,
            Alone = alone,
            Ended = ended,
            EndReason = ended is null ? null : (ClosingReason)random.Next(7),
            ReferrerTold = After(ended ?? declined, 90, 9),
            Contacts = contacted is not { } on ? [] :
                [.. Enumerable.Range(0, 4).Select(m => new CountedContacts(
                    new DateOnly(on.Year, on.Month, 1).AddMonths(m), m is 1 ? FactKinds.Meeting : "phone", random.Next(1, 4), 1, 45))],
            Missed = met is { } then && Chance(25)
                ? [new(then, FactKinds.Meeting, Chance(60) ? [(Journeys.Barrier)random.Next(9)] : null)] : [],
            Introductions = introduced is not { } at ? [] :
            [
                new(activity, IntroductionKind.Referral, null, at, (ProviderAnswer)random.Next(6), at.AddDays(random.Next(10)),
                    SupportStep.Accompanied, attended is null ? 0 : random.Next(1, 9), alone, null, null),
            ],
            Sessions = attended is not { } first ? [] :
            [
                new(new DateOnly(first.Year, first.Month, 1), SupportStep.Accompanied, Companion.LinkWorker, random.Next(1, 4),
                    random.Next(2)),
            ],
            Surveys = planned is not { } plan ? [] :
            [
                new("baseline", plan, plan, false),
                .. Chance(80) ? new CountedSurvey[] { new("week-6", plan.AddDays(42), Chance(60) ? plan.AddDays(45) : null, false) } : [],
            ],
            Measures = planned is not { } start ? [] :
            [
                .. _scales.Select(scale => Chance(60)
                    ? new MeasuredScale(scale!, random.Next(3, 10), start, random.Next(3, 10), start.AddDays(45))
                    : new MeasuredScale(scale!, random.Next(3, 10), start, null, null)),
            ],
            Unmet = planned is { } missing && Chance(20) ? [new(Pick(random, Needs.Standard), (UnmetReason)random.Next(3), missing)] : [],
        };
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
