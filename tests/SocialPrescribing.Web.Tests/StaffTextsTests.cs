using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests;

/// <summary>Tells whoever adds an event or a command which words are missing in <c>StaffTexts.resx</c> and its translations.</summary>
public sealed partial class StaffTextsTests
{
    private static readonly Dictionary<string, Type> Events = Named(typeof(JourneyEvent)), Commands = Named(typeof(JourneyCommand));

    private static IReadOnlyList<Type> Comings { get; } =
        [.. typeof(Coming).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Coming)) && !t.IsAbstract)];

    public static TheoryData<string> Languages =>
        [.. new[] { "", "cy" }.Where(language => Of(CultureInfo.GetCultureInfo(language)) is not null)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_event_has_a_sentence(string language) =>
        Assert.Equal([], Events.Keys.Where(name => !Words(language).ContainsKey(name)));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_task_is_called_something(string language) => Assert.Equal(
        [], Enum.GetValues<TaskKind>().Where(kind => !Words(language).ContainsKey($"{nameof(TaskKind)}.{kind}")));

    /// <summary>To whom it goes stands here, and what it is in docs/letters.md.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_message_is_called_something(string language)
    {
        Assert.Equal([], Enum.GetValues<Recipient>().Where(to => !Words(language).ContainsKey($"{nameof(Recipient)}.{to}")));
        Assert.All(Enum.GetValues<MessageKind>(), kind => Assert.NotEmpty(LetterWords.What(kind)));
        Assert.Equal("to the safeguarding lead and the lead: a concern still waits", StaffTexts.Of(MessageKind.ConcernAgain));
    }

    /// <summary>A task's row names the command that does the task, so that command must have a form.</summary>
    [Fact]
    public async Task Whatever_does_a_task_has_a_form()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid accepted, string meeting) = await host.Booked();
        Journey[] journeys = [await host.State(await host.Receive()), await host.State(accepted)];
        string[] forms = [.. (from kind in Enum.GetValues<TaskKind>()
                              from journey in journeys
                              from about in (string[])["", meeting]
                              let form = TaskForm.Of(kind, journey, about, host.Clock.GetUtcNow())
                              where form is not null
                              select form.Command).Distinct()];
        Assert.Contains("recordMeetingOutcome", forms);
        Assert.Equal([], forms.Where(form => CommandForm.Find(form) is null));
    }

    /// <summary>A row says where a form stands; the fields stand in a component.</summary>
    [Fact]
    public void A_form_on_a_card_or_on_the_board_has_its_fields_there()
    {
        Assert.Equal(Cases("WorkForm.razor").Except(["recordConversation", "addNote"]).Order(),
            CommandForm.Names.Where(name => CommandForm.Find(name)!.IsOnCard).Order());
        Assert.Equal(Cases("QuickForm.razor").Order(),
            CommandForm.Names.Where(name => CommandForm.Find(name)!.IsOnBoard is not null).Order());
    }

    private static IEnumerable<string> Cases(string component, [CallerFilePath] string here = "") => Case().Matches(File.ReadAllText(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "SocialPrescribing.Web", "Staff", "Desk", component)))
        .Select(found => found.Groups[1].Value);

    [GeneratedRegex(@"case ""(\w+)""")]
    private static partial Regex Case();

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_form_has_a_title_and_says_when_it_is_done(string language)
    {
        HashSet<string> there = [.. Words(language).Keys.Select(key => Between().Replace(key, "."))];
        string[] needed = [.. CommandForm.Names.Select(name => $"{name}.title"), .. CommandForm.Names.Select(name => $"{name}.done")];
        Assert.Equal([], needed.Where(key => !there.Contains(key)));
        Assert.Equal([], CommandForm.Names.Where(name => !Commands.ContainsKey(name)));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_field_that_a_sentence_names_is_the_events_own(string language)
    {
        List<string> missing = [];
        foreach ((string key, string text) in Words(language))
            if (Events.TryGetValue(Name().Match(key).Value, out Type? happened))
                foreach (string path in Field().Matches(text).Concat(Variant().Matches(key)).SelectMany(m => m.Groups[1].Value.Split(", ")))
                    if (!Has(happened, path))
                        missing.Add($"{key}: {path}");
        Assert.Equal([], missing);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_text_is_left_over(string language)
    {
        HashSet<string> known = [.. Events.Keys, .. Commands.Keys, .. StoredWords.Choices.Select(c => c.Name), "Unknown", "Queue",
            "Field", "InTheWay", "List", "Match", "Miles", "Wish", "Milestone", "NextStep", "NotOffered", "Recipient",
            "ReferralTaskStatus", "Risk",
            .. Comings.Select(t => t.DeclaringType!.Name)];
        Assert.Equal([], Words(language).Keys.Where(key => !known.Contains(Name().Match(key).Value)));
    }

    /// <summary>A page would pass over a due without words as if nobody need know of it; an empty sentence says that.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Everything_that_happens_by_itself_has_its_words(string language) =>
        Assert.Equal([], Comings.Select(t => $"{t.DeclaringType!.Name}.{t.Name}").Where(key => !Words(language).ContainsKey(key)));

    /// <summary>An event without its facts may fail on a missing one. It has then at least found its words.</summary>
    [Fact]
    public void Every_sentence_can_be_written()
    {
        foreach (Type type in Events.Values)
        {
            JourneyEvent happened = (JourneyEvent)RuntimeHelpers.GetUninitializedObject(type);
            Exception? thrown = Record.Exception(() => Tell(happened));
            Assert.False(thrown is NotSupportedException or MissingMemberException or MissingManifestResourceException, thrown?.Message);
        }
    }

    [Fact]
    public void A_part_in_brackets_needs_what_it_names()
    {
        Meetings.OutcomeRecorded missed = new("m", MeetingOutcome.DidNotAttend, 1), held = new("m", MeetingOutcome.Held, 0);
        Meetings.Booked booked = new("m", new DateTimeOffset(2027, 1, 15, 10, 0, 0, TimeSpan.Zero), new Place(PlaceKind.Phone), 45);
        Assert.Equal("The person did not come to the meeting", Tell(missed)[^1].What);
        Assert.Equal("The person did not come to the meeting (no bus)", Tell(missed with { Barrier = "no bus" })[^1].What);
        Assert.Equal("Meeting of Friday 15 January 2027 at 10:00 held", Tell(booked, held)[^1].What);
    }

    [Fact]
    public void Somebodys_own_words_are_never_taken_for_a_template() =>
        Assert.EndsWith("({Note} [x])",
            Tell(new Meetings.OutcomeRecorded("m", MeetingOutcome.DidNotAttend, 1, "{Note} [x]", "no"))[^1].What, StringComparison.Ordinal);

    private static IReadOnlyList<TimelineEntry> Tell(params JourneyEvent[] happened) =>
        Timeline.Tell([new JournalCommit(1, default, Actor.System, null, [.. happened])], id => id, everything: true);

    private static bool Has(Type type, string path)
    {
        foreach (string step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            Type holder = type != typeof(string) && type.IsGenericType ? type.GetGenericArguments()[0] : type;
            if (holder.GetProperty(step) is not { } property)
                return false;
            type = property.PropertyType;
        }
        return true;
    }

    private static Dictionary<string, Type> Named(Type type) =>
        type.GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(a => (string)a.TypeDiscriminator!, a => a.DerivedType);

    private static Dictionary<string, string> Words(string language) => Of(CultureInfo.GetCultureInfo(language))!
        .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static ResourceSet? Of(CultureInfo language) =>
        new ResourceManager(typeof(StaffTexts).FullName!, typeof(StaffTexts).Assembly)
            .GetResourceSet(language, createIfNotExists: true, tryParents: false);

    [GeneratedRegex(@"^\w+")]
    private static partial Regex Name();

    [GeneratedRegex(@"\.\w+\.")]
    private static partial Regex Between();

    [GeneratedRegex(@"\{([\w., ]*)(?::\w+)?\}")]
    private static partial Regex Field();

    [GeneratedRegex(@"/([\w.]+)=")]
    private static partial Regex Variant();
}
