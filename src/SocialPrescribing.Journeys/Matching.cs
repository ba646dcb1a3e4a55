namespace SocialPrescribing.Journeys;

/// <summary>
/// Which activities suit somebody, in which order, and why. Activities that cannot suit are left out, with the reason. The others are
/// sorted by reasons that are shown, each with its points. Only these points count, and nothing is learned from earlier choices.
/// </summary>
public static class Matching
{
    /// <summary>How many miles somebody walks, or travels otherwise, if nobody has said.</summary>
    private const double UsualWalk = 1, UsualReach = 5;

    /// <summary>The person for whom something is looked for.</summary>
    /// <param name="Needs">The most important first.</param>
    /// <param name="Language">As in <see cref="Preferences.State.Language"/>.</param>
    public sealed record Wanted(IReadOnlyList<string> Needs, Wishes Wishes, int Age, string Language = "en");

    /// <summary>Activities that suit, the best first, and those that do not.</summary>
    public sealed record Ranking(IReadOnlyList<Suggestion> Suiting, IReadOnlyList<Suggestion> Unsuited);

    /// <param name="milesTo">The distance from the person; null if it is not known.</param>
    /// <param name="on">The date in London.</param>
    public static Ranking Rank(
        Wanted wanted, IEnumerable<MatchEntry> entries, Func<MatchEntry, double?> milesTo, DateOnly on, MatchingPoints points)
    {
        Search search = new(wanted, on, points);
        List<Suggestion> suiting = [], unsuited = [];
        foreach (MatchEntry entry in entries)
        {
            bool suits = !IsOut(search, entry, null);
            double? miles = entry.AtHome ? 0 : milesTo(entry);
            (suits ? suiting : unsuited).Add(
                new Suggestion(search, entry, miles, suits, suits ? new Scale(search, entry, null).Weigh(miles) : 0));
        }
        suiting.Sort(Compare);
        unsuited.Sort(Compare);
        return new(suiting, unsuited);
    }

    internal sealed record Search(Wanted Wanted, DateOnly On, MatchingPoints Points);

    internal static IReadOnlyList<MatchReason> ReasonsOf(Search search, MatchEntry entry, double? miles, bool suits)
    {
        List<MatchReason> reasons = [];
        if (suits)
            new Scale(search, entry, reasons).Weigh(miles);
        else
            IsOut(search, entry, reasons);
        return reasons;
    }

    /// <summary>
    /// Full activities come after all that have places. With equal points, the first of several comparisons that differs decides.
    /// </summary>
    private static int Compare(Suggestion one, Suggestion other)
    {
        MatchEntry a = one.Entry, b = other.Entry;
        if (a.IsFull != b.IsFull)
            return a.IsFull ? 1 : -1;
        if (one.Points != other.Points)
            return other.Points.CompareTo(one.Points);
        int by = (one.Miles ?? double.MaxValue).CompareTo(other.Miles ?? double.MaxValue);
        if (by is 0)
            by = (a.Pounds ?? decimal.MaxValue).CompareTo(b.Pounds ?? decimal.MaxValue);
        if (by is 0)
            by = (b.Places ?? -1).CompareTo(a.Places ?? -1);
        if (by is 0)
            by = (b.ConfirmedOn ?? default).CompareTo(a.ConfirmedOn ?? default);
        if (by is 0)
            by = Degree(b.StepFree).CompareTo(Degree(a.StepFree));
        if (by is 0)
            by = Degree(b.Company).CompareTo(Degree(a.Company));
        if (by is 0)
            by = string.CompareOrdinal(a.Name, b.Name);
        return by is 0 ? a.Id.CompareTo(b.Id) : by;
    }

    private static int Degree(bool? said) => said switch { true => 2, null => 1, false => 0 };

    /// <summary>Whether it cannot suit. Collects every reason, if <paramref name="why"/> is given.</summary>
    private static bool IsOut(Search search, MatchEntry entry, List<MatchReason>? why)
    {
        Wanted wanted = search.Wanted;
        bool isFor = IsForANeed(wanted, entry);
        if (why is null && !isFor)
            return true;
        bool isTooYoung = wanted.Age < entry.MinimumAge, isTooOld = wanted.Age > entry.MaximumAge;
        bool isElsewhere = wanted.Wishes.AtHome && !entry.AtHome;
        bool hasSteps = wanted.Wishes.StepFree && entry is { AtHome: false, StepFree: false };
        bool isFullForLong = entry.IsFull && entry.PlacesSaidOn is { } said
            && search.On.DayNumber - said.DayNumber >= search.Points.FullForLongDays;
        if (why is not null)
        {
            if (isTooYoung)
                why.Add(new(MatchReasonKind.FromAge) { Number = entry.MinimumAge });
            if (isTooOld)
                why.Add(new(MatchReasonKind.UpToAge) { Number = entry.MaximumAge });
            if (entry.IsClosed)
                why.Add(new(MatchReasonKind.Closed) { On = entry.ClosedUntil });
            if (isElsewhere)
                why.Add(new(MatchReasonKind.NotAtHome));
            if (hasSteps)
                why.Add(new(MatchReasonKind.NotStepFree));
            if (isFullForLong)
                why.Add(new(MatchReasonKind.FullForLong) { On = entry.PlacesSaidOn });
            if (!isFor)
                why.Add(new(MatchReasonKind.NoNeed));
        }
        return !isFor || isTooYoung || isTooOld || entry.IsClosed || isElsewhere || hasSteps || isFullForLong;
    }

    private static bool IsForANeed(Wanted wanted, MatchEntry entry)
    {
        foreach (string need in entry.Needs)
            if (wanted.Needs.Contains(need))
                return true;
        return false;
    }

    /// <summary>Adds up the points of all reasons, and collects the reasons if they are asked for.</summary>
    private ref struct Scale(Search search, MatchEntry entry, List<MatchReason>? why)
    {
        private readonly Wishes _wishes = search.Wanted.Wishes;
        private readonly MatchingPoints _points = search.Points;
        private int _sum;

        public int Weigh(double? miles)
        {
            Needs();
            foreach (string likes in _wishes.Likes)
                if (entry.Says(likes))
                {
                    Because(new(MatchReasonKind.Liked) { Points = _points.Liked, Text = likes });
                    break;
                }
            Times();
            Distance(miles);
            if (_wishes.StepFree && !entry.AtHome)
                Asked(entry.StepFree, _points.StepFree, MatchReasonKind.StepFree, MatchReasonKind.StepFreeNotKnown,
                    MatchReasonKind.StepFreeNotKnown, new());
            if (_wishes.SmallGroups)
                Asked(entry.Size is { } size ? size <= _points.SmallGroupUpTo : null, _points.SmallGroup, MatchReasonKind.SmallGroup,
                    MatchReasonKind.LargeGroup, MatchReasonKind.SizeNotKnown, new() { Number = entry.Size });
            if (_wishes.MostPounds is { } most)
                Asked(entry.Pounds is { } pounds ? pounds <= most : null, _points.Cost, MatchReasonKind.Affordable,
                    MatchReasonKind.CostsTooMuch, MatchReasonKind.CostNotKnown,
                    new() { Text = entry.Cost, Number = (double?)entry.Pounds });
            if (_wishes.Company && !entry.AtHome)
                Asked(entry.Company, _points.Company, MatchReasonKind.Company, MatchReasonKind.NoCompany, MatchReasonKind.CompanyNotKnown,
                    new());
            string language = search.Wanted.Language;
            // Nearly everything is in English, whether or not it says so. So English is no reason for people who speak it.
            if (entry.Languages.Count > 0 && (language is not "en" || !entry.Languages.Contains("en")))
                Asked(entry.Languages.Contains(language), _points.Language, MatchReasonKind.Language, MatchReasonKind.OtherLanguage,
                    MatchReasonKind.OtherLanguage, new() { Text = string.Join(' ', entry.Languages) });
            Places();
            Because(entry.IsConfirmed
                ? new(MatchReasonKind.Confirmed) { Points = _points.Confirmed, On = entry.ConfirmedOn }
                : new(MatchReasonKind.NotConfirmed) { Points = -_points.Confirmed, On = entry.ConfirmedOn });
            return _sum;
        }

        private void Needs()
        {
            IReadOnlyList<string> needs = search.Wanted.Needs;
            for (int place = 0; place < needs.Count; place++)
                if (entry.Needs.Contains(needs[place]))
                    Because(new(MatchReasonKind.Need) { Points = _points.OfNeed(place), Text = needs[place], Number = place });
        }

        private void Times()
        {
            MatchTime? suits = null;
            MatchRhythm rhythm = MatchRhythm.Month;
            foreach (MatchTime time in entry.Times)
            {
                if (time.Rhythm < rhythm)
                    rhythm = time.Rhythm;
                if (suits is null && Suits(time))
                    suits = time;
            }
            if (_wishes.Days.Count + _wishes.Parts.Count > 0)
                Asked(entry.Times.Count is 0 ? null : suits is not null, _points.Time, MatchReasonKind.TimeSuits,
                    MatchReasonKind.TimeDoesNot, MatchReasonKind.TimesNotKnown,
                    new() { Time = suits ?? (entry.Times.Count is 0 ? null : entry.Times[0]) });
            if (entry.Times.Count > 0)
                Because(rhythm switch
                {
                    MatchRhythm.Week => new(MatchReasonKind.Weekly) { Points = _points.Regular },
                    MatchRhythm.Fortnight => new(MatchReasonKind.Fortnightly) { Points = _points.Regular / 2 },
                    MatchRhythm.Month => new(MatchReasonKind.Monthly),
                });
        }

        private readonly bool Suits(MatchTime time) =>
            (_wishes.Days.Count is 0 || _wishes.Days.Contains(time.Day))
                && (_wishes.Parts.Count is 0 || _wishes.Parts.Contains(time.Part));

        private void Distance(double? miles)
        {
            double walk = (double?)_wishes.WalksMiles ?? UsualWalk;
            double reach = _wishes.Travel is [TravelWay.OnFoot] ? walk : Math.Max(walk, (double?)_wishes.FurthestMiles ?? UsualReach);
            Because(entry.AtHome ? new(MatchReasonKind.AtHome)
                : miles is not { } far ? new(MatchReasonKind.DistanceNotKnown)
                : far <= walk ? new(MatchReasonKind.Near) { Points = _points.Near, Number = far }
                : far <= reach ? new(MatchReasonKind.WithinReach) { Points = _points.Near / 2, Number = far }
                : new(MatchReasonKind.TooFar) { Points = -_points.Near, Number = far });
        }

        private void Places()
        {
            if (entry.IsFull)
                Because(new(MatchReasonKind.Full) { On = entry.PlacesSaidOn });
            else if (entry.Places is { } places)
                Because(new(MatchReasonKind.PlacesFree) { Points = _points.PlacesFree, Number = places, On = entry.PlacesSaidOn });
        }

        private void Asked(
            bool? suits, int counts, MatchReasonKind yes, MatchReasonKind no, MatchReasonKind unknown, MatchReason with) =>
            Because(suits switch
            {
                true => with with { Kind = yes, Points = counts },
                false => with with { Kind = no, Points = -counts },
                null => with with { Kind = unknown, Points = -counts / 2 },
            });

        private void Because(MatchReason reason)
        {
            _sum += reason.Points;
            why?.Add(reason);
        }
    }
}
