using System.Globalization;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Forms;

/// <summary>
/// What somebody looks for among the activities, as it is in the address of the page. Such an address is kept, sent on and logged by
/// others. So it never names a person, and holds only the part of a postcode that thousands share.
/// </summary>
/// <param name="Form">The fields as they were filled in.</param>
/// <param name="Sought">The search without its words and the place from which distances count.</param>
/// <param name="Near">A part of a postcode; null if none was given.</param>
/// <param name="Page">From 1.</param>
public sealed record FindQuery(SentForm Form, Sought Sought, string? Near, int Page)
{
    public const int OnPage = 20;
    private const int LongestWord = 200;
    private const int MostPages = 5_000;

    public static readonly IReadOnlyList<int> Distances = [1, 2, 3, 5, 10, 20];
    public static readonly IReadOnlyList<int> Costs = [0, 2, 5, 10];

    /// <summary>Fields that only some people need. They are folded as long as none is filled in.</summary>
    private static readonly string[] _more =
        ["cost", "age", "language", "places", "along", "purposeful", "regular", "confirmed"];

    private static readonly string[] _fields =
        ["text", "need", "near", "miles", "day", "part", "stepFree", .. _more, "sort", "for", Unread, PageLanguage.Choice];

    /// <summary>Names a field whose text was removed from the address, because it could not be read and may tell where
    /// somebody lives.</summary>
    private const string Unread = "unread";

    /// <summary>A field that cannot be read counts as empty.</summary>
    /// <param name="isInPublic">Whether everybody may read the page.</param>
    public static FindQuery Read(IQueryCollection sent, Pathway pathway, bool isInPublic = false)
    {
        Dictionary<string, string> values = _fields
            .Where(f => !(isInPublic && f is "for") && sent[f].ToString() is { Length: > 0 and <= LongestWord })
            .ToDictionary(f => f, f => string.Concat(sent[f].ToString().Where(c => !char.IsControl(c))).Trim());
        string One(string field) => values.GetValueOrDefault(field, "");
        int? Whole(string field, int most) =>
            int.TryParse(One(field), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most ? number : null;
        Sought sought = new()
        {
            Need = pathway.KnowsNeed(One("need")) ? One("need") : null,
            Day = Choice<DayOfWeek>(One("day")),
            Part = Choice<DayPart>(One("part")),
            Miles = Whole("miles", 1_000),
            StepFree = One("stepFree").Length > 0,
            MostPounds = Whole("cost", 1_000),
            PlacesFree = One("places").Length > 0,
            Accompanied = One("along").Length > 0,
            Age = Whole("age", 120),
            Language = One("language") is { Length: > 0 and <= 10 } language ? language : null,
            Purposeful = One("purposeful").Length > 0,
            Regular = One("regular").Length > 0,
            Confirmed = One("confirmed").Length > 0,
            Order = One("sort") is "soonest" ? FoundOrder.Soonest : FoundOrder.Usual,
        };
        return new FindQuery(SentForm.Again(values), sought, One("near") is { Length: > 0 } near ? near : null,
            int.TryParse(sent["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int page) && page is > 0 and <= MostPages
                ? page : 1);
    }

    /// <summary>
    /// Where to redirect if somebody typed a whole postcode: an address with only as much of it as is allowed. Null if nothing is wrong.
    /// </summary>
    public string? Shortened(string path)
    {
        if (AreaOfWhole(Near) is { } area)
            return Address(path, ("near", area));
        // A mistyped postcode tells as much as a correct one. Names of places have no digits.
        if (Near?.Any(char.IsAsciiDigit) is true && PlaceFinder.PartOf(Near) is null)
            return Address(path, ("near", ""), (Unread, "near"));
        // A postcode in the field for words means the same.
        string[] words = Form["text"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
            foreach (int length in (int[])[2, 1])
                if (i + length <= words.Length && AreaOfWhole(string.Join(' ', words[i..(i + length)])) is { } meant)
                    return Address(path, ("text", string.Join(' ', [.. words[..i], .. words[(i + length)..]])), ("near", Near ?? meant));
        return null;
    }

    private static string? AreaOfWhole(string? text) => Postcode.TryParse(text, out _) ? PlaceFinder.AreaOf(text) : null;

    /// <summary>The address of the same list with some fields changed.</summary>
    public string Address(string path, params (string Field, string Value)[] otherwise)
    {
        Dictionary<string, string> values = new(Form.Values);
        foreach ((string field, string value) in otherwise)
            values[field] = value;
        return path + QueryString.Create(
            values.Where(v => v.Value.Length > 0).Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)));
    }

    public bool HasUnread => Form[Unread] is "near";

    public bool AsksForMore => _more.Any(Form.Has);

    public IReadOnlyList<string> Words => ActivityDirectory.WordsOf(Form["text"]);

    /// <summary>Whether anything at all was asked for.</summary>
    public bool IsNarrow => Form.Values.Keys.Any(k => k is not ("sort" or "for" or Unread or PageLanguage.Choice));

    private static T? Choice<T>(string text) where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out T choice) && Enum.IsDefined(choice) && !char.IsAsciiDigit(text[0]) ? choice : null;
}

/// <summary>What was found, as a page shows it.</summary>
/// <param name="From">The point from which distances count; null if there is none.</param>
/// <param name="FromWords">Its name: <c>GU35</c>, or <c>home</c>.</param>
/// <param name="NotFound">Whether a place was named that nobody knows.</param>
public sealed record FoundPage(
    FindQuery Query, string Path, FoundActivities Found, FoundPlace? From, string? FromWords, bool NotFound)
{
    public int Pages => (Found.Items.Count + FindQuery.OnPage - 1) / FindQuery.OnPage;
    public int Page => Math.Clamp(Query.Page, 1, Math.Max(1, Pages));
    public int Before => (Page - 1) * FindQuery.OnPage;
    /// <summary>The entries on this page, each with its number in the whole list.</summary>
    public IReadOnlyList<(int Number, FoundActivity Activity)> Shown =>
        field ??= [.. Found.Items.Skip(Before).Take(FindQuery.OnPage).Select((a, i) => (Before + i + 1, a))];
    public bool IsRough(FoundActivity activity) => From is not { Exactness: Exactness.Exact } || activity.Placed.IsRough;
}
