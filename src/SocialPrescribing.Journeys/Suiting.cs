using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What would suit the person: when they have time, how far they get and how, what they need, what it may cost. Activities are looked for
/// by it (<see cref="Matching"/>).
/// </summary>
public static class Suiting
{
    /// <summary>A longer list says no more.</summary>
    public const int MostLikes = 12;
    /// <summary>In miles: a day's drive.</summary>
    private const decimal Farthest = 200;
    private const decimal Dearest = 1_000;

    /// <summary>Write down what would suit the person.</summary>
    /// <remarks>All of it anew: what is left out is not asked for any more.</remarks>
    /// <param name="Wishes">What they can, and what they would like.</param>
    /// <example>
    /// {"commandId": "w-1", "kind": "recordWishes", "wishes": {"parts": ["morning"], "walksMiles": 1, "travel": ["onFoot", "lift"],
    /// "stepFree": true, "smallGroups": true, "company": true, "mostPounds": 0, "likes": ["sewing"]}}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record RecordWishes(Wishes Wishes) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts =>
            [FreeText.Words(Wishes.Note), .. Wishes.Likes.Select(like => FreeText.Line(like, of: "Likes"))];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideRecordWishes(this);
    }

    public sealed record WishesRecorded(Wishes Wishes) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { Wishes = Wishes };
    }

    private static Decision DecideRecordWishes(RecordWishes command)
    {
        Wishes wishes = command.Wishes;
        if (wishes.WalksMiles is < 0 or > Farthest || wishes.FurthestMiles is < 0 or > Farthest)
            return Decision.Refuse("miles-invalid", $"Give miles from 0 to {Farthest}.");
        if (wishes.MostPounds is < 0 or > Dearest)
            return Decision.Refuse("pounds-invalid", $"Give pounds from 0 to {Dearest:N0}.");
        if (wishes.Likes.Count > MostLikes || wishes.Likes.Any(string.IsNullOrWhiteSpace))
            return Decision.Refuse("likes-invalid", $"Name at most {MostLikes} things, each in a word or two.");
        return Decision.Of(new WishesRecorded(wishes with
        {
            Days = [.. wishes.Days.Distinct().Order()],
            Parts = [.. wishes.Parts.Distinct().Order()],
            Travel = [.. wishes.Travel.Distinct().Order()],
            Likes = [.. wishes.Likes.Select(l => l.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)],
            Note = string.IsNullOrWhiteSpace(wishes.Note) ? null : wishes.Note.Trim(),
        }));
    }
}

/// <summary>What would suit somebody. What is empty was not asked for.</summary>
public sealed record Wishes
{
    /// <summary>On which days they can; none: on any.</summary>
    [Length(0, 7)] public IReadOnlyList<Weekday> Days { get; init => field = value ?? []; } = [];
    /// <summary>In which parts of the day they can; none: in any.</summary>
    [Length(0, 3)] public IReadOnlyList<PartOfDay> Parts { get; init => field = value ?? []; } = [];
    /// <summary>How far they walk.</summary>
    [Range(0, 200)] public decimal? WalksMiles { get; init; }
    /// <summary>How far they go by any other way.</summary>
    [Range(0, 200)] public decimal? FurthestMiles { get; init; }
    /// <summary>How they get about; <c>onFoot</c> alone: nothing beyond what they walk is near.</summary>
    [Length(0, 7)] public IReadOnlyList<TravelWay> Travel { get; init => field = value ?? []; } = [];
    /// <summary>They cannot do without: what is not step-free does not suit.</summary>
    public bool StepFree { get; init; }
    /// <summary>They cannot leave the house at present: only what comes to them suits.</summary>
    public bool AtHome { get; init; }
    public bool SmallGroups { get; init; }
    /// <summary>They would like somebody to come along.</summary>
    public bool Company { get; init; }
    /// <summary>What they can pay each time; 0: nothing.</summary>
    [Range(0, 1_000)] public decimal? MostPounds { get; init; }
    /// <summary>What they like to do, each in a word or two.</summary>
    [Length(0, Suiting.MostLikes)] public IReadOnlyList<string> Likes { get; init => field = value ?? []; } = [];
    /// <summary>What else a provider has to see to. No program judges by it.</summary>
    [StringLength(Notes.MaxLength)] public string? Note { get; init; }
}

[JsonConverter(typeof(CamelCaseEnum<Weekday>))]
public enum Weekday { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday }

/// <summary>Until noon, until five, and after.</summary>
[JsonConverter(typeof(CamelCaseEnum<PartOfDay>))]
public enum PartOfDay { Morning, Afternoon, Evening }

[JsonConverter(typeof(CamelCaseEnum<TravelWay>))]
public enum TravelWay { OnFoot, Bus, Train, Car, Lift, Taxi, CommunityTransport }
