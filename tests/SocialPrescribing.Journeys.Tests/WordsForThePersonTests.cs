using System.Reflection;
using System.Runtime.CompilerServices;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// Whoever asks what is held about them reads what staff wrote. Of each event in which there are words it is decided whether they are told.
/// </summary>
public class WordsForThePersonTests
{
    /// <summary>Ids, codes, names and addresses.</summary>
    private static readonly string[] _noWords =
    [
        "About", "Assignee", "Change", "Concern", "Document", "Email", "FileName", "Hash", "Introduction", "Key", "Language", "LinkWorker",
        "List", "Meeting", "Name", "Need", "PreferredName", "Series", "Session", "Survey", "Task", "Title", "Volunteer", "WhenToCall",
        "With", "WrittenBy",
    ];

    /// <summary>Events with words that are not told, and why.</summary>
    private static readonly Dictionary<Type, string> _withheld = new()
    {
        [typeof(Concerns.Raised)] = "A concern.",
        [typeof(Concerns.Acknowledged)] = "A concern.",
        [typeof(Concerns.Settled)] = "A concern.",
        [typeof(UrgentWords.Noticed)] = "Words of harm; its field is their id.",
        [typeof(UrgentWords.ToldAgain)] = "Words of harm; its field is their id.",
        [typeof(UrgentWords.WereRead)] = "Words of harm.",
        [typeof(AddressProtection.ProtectionChanged)] = "From whom the address is kept.",
        [typeof(Tasks.GivenTo)] = "To a colleague, and the task may be about a concern or words of harm.",
        [typeof(Tasks.Deferred)] = "Why somebody at work was late, which may be about them.",
        [typeof(Corrections.Corrected)] = "It may name who said that something was wrong.",
        [typeof(Tasks.Opened)] = "Words of harm, or the person's own, which stand elsewhere.",
        [typeof(Documents.Removed)] = "A document is mostly taken out because it is somebody else's.",
        [typeof(Resemblance.Compared)] = "About somebody else.",
        [typeof(Joining.Promised)] = "About another record, which may be somebody else's.",
        [typeof(Joining.Taken)] = "About another record, which may be somebody else's.",
        [typeof(Joining.CalledOff)] = "Of the program.",
        [typeof(Parting.PartingPromised)] = "About somebody else.",
        [typeof(Parting.StayedTogether)] = "Of the program.",
        [typeof(Closing.DiedLater)] = "Nobody is left to read it but others.",
        [typeof(Intake.Declined)] = "To the referrer, who gets it by letter.",
        [typeof(Activities.Introduced)] = "What was shared is told with the activity.",
        [typeof(Activities.ProviderAnswered)] = "The provider's.",
        [typeof(Notes.Pinned)] = "A note that is told already.",
        [typeof(Notes.Unpinned)] = "Its field is the note's id.",
        [typeof(Messages.Withheld)] = "Of the program.",
    };

    private static IEnumerable<Type> WithWords() =>
        from type in typeof(JourneyEvent).Assembly.GetTypes()
        where type.IsAssignableTo(typeof(JourneyEvent)) && !type.IsAbstract
        where type.GetProperties().Any(p => p.PropertyType == typeof(string) && !_noWords.Contains(p.Name))
        select type;

    private static bool IsTold(Type type) =>
        type.GetMethod(nameof(JourneyEvent.WordsForThePerson))!.DeclaringType == type;

    [Fact]
    public void Words_in_an_event_are_told_or_there_is_a_reason_why_not()
    {
        Assert.Equal([], WithWords().Where(type => IsTold(type) == _withheld.ContainsKey(type)).Select(type => type.FullName));
        Assert.Equal([], _withheld.Keys.Except(WithWords()).Select(type => type.FullName));
    }

    [Fact]
    public void What_is_told_is_what_was_written()
    {
        foreach (Type type in WithWords().Where(IsTold))
        {
            JourneyEvent happened = (JourneyEvent)RuntimeHelpers.GetUninitializedObject(type);
            foreach (PropertyInfo words in type.GetProperties().Where(p => p.PropertyType == typeof(string) && p.CanWrite))
                if (!_noWords.Contains(words.Name))
                    words.SetValue(happened, words.Name);
            string told = happened.WordsForThePerson() ?? "";
            Assert.All(type.GetProperties().Where(p => p.PropertyType == typeof(string) && p.CanWrite && !_noWords.Contains(p.Name)),
                words => Assert.Contains(words.Name, told, StringComparison.Ordinal));
        }
    }
}
