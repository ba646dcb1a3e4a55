using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Tests;

/// <summary>
/// Every word that is stored anywhere. Lines are added to the golden file, but never changed or removed, because services could not read
/// what they hold any more.
/// </summary>
public sealed class StoredWordsTests
{
    /// <summary>The golden file calls a type by its name at the time. Only the words are stored, not the type's name.</summary>
    private static readonly Dictionary<Type, string> _firstNames = new() { [typeof(ContactMethod)] = "Channel" };

    private static IEnumerable<string> Words()
    {
        foreach ((Type union, string name) in ((Type, string)[])[(typeof(JourneyCommand), "command"), (typeof(JourneyEvent), "event"),
            (typeof(MovedLine), "moved line")])
            foreach (JsonDerivedTypeAttribute one in union.GetCustomAttributes<JsonDerivedTypeAttribute>())
                yield return $"{name} {one.TypeDiscriminator}";
        // JSON has the word and rows have the name. Both follow from the member's name.
        foreach (Type choice in StoredWords.Choices.Append(typeof(MessageStatus)).Append(typeof(RestReason)).Append(typeof(StaffRole)))
            foreach (string word in Enum.GetNames(choice))
                yield return $"{_firstNames.GetValueOrDefault(choice, choice.Name)} {JsonNamingPolicy.CamelCase.ConvertName(word)}";
        foreach (LinkPurpose purpose in Enum.GetValues<LinkPurpose>())
            yield return $"link {(int)purpose} {purpose}";
        foreach (Priority priority in Enum.GetValues<Priority>())
            yield return $"priority {(int)priority} {priority}";
        foreach (string kind in RecordKinds.All.Select(k => k.Name).Concat(RecordKinds.Gone).Distinct())
            yield return $"record {kind}";
    }

    [Fact]
    public void A_word_that_was_ever_stored_is_known_for_ever_and_new_ones_are_written_down()
    {
        string[] now = [.. Words().Order(StringComparer.Ordinal)],
            golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "stored-words.txt"));
        Assert.Distinct(now);
        string[] lost = [.. golden.Except(now)], added = [.. now.Except(golden)];
        Assert.True(lost is [], $"These are stored somewhere and cannot be read any more: {string.Join("; ", lost)}");
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            File.WriteAllLines(Golden(), golden.Concat(added).Order(StringComparer.Ordinal));
        else
            Assert.True(added is [],
                $"Add these lines to golden/stored-words.txt, or run this test with WRITE_DOCS=1: {string.Join("; ", added)}");
    }

    /// <summary>
    /// An older version would lose the members of a state that it does not know. It looks closely if the number of members is higher than
    /// its own, so that number must grow with them.
    /// </summary>
    [Fact]
    public void A_member_of_a_journey_that_was_ever_stored_is_known_for_ever_and_new_ones_are_written_down_and_counted()
    {
        string[] now = [.. Members().Order(StringComparer.Ordinal)],
            golden = Environment.GetEnvironmentVariable("WRITE_DOCS") is "1" && !File.Exists(Golden(members: true)) ? []
                : File.ReadAllLines(Golden(members: true));
        Assert.Distinct(now);
        string[] lost = [.. golden.Except(now)], added = [.. now.Except(golden)];
        Assert.True(lost is [], $"These are stored somewhere and cannot be read any more: {string.Join("; ", lost)}");
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            File.WriteAllLines(Golden(members: true), now);
        else
            Assert.True(added is [],
                $"Add these lines to golden/stored-members.txt, or run this test with WRITE_DOCS=1: {string.Join("; ", added)}");
        Assert.True(now.Length == StoredWords.Members, $"Let StoredWords.Members be {now.Length}.");
    }

    private static IEnumerable<string> Members()
    {
        HashSet<Type> seen = [];
        Queue<Type> open = new([typeof(Journey)]);
        while (open.TryDequeue(out Type? type))
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (!seen.Add(type))
                continue;
            foreach (Type argument in type.IsGenericType ? type.GetGenericArguments() : [])
                open.Enqueue(argument);
            if (type.IsEnum || type.Namespace?.StartsWith("SocialPrescribing", StringComparison.Ordinal) is not true)
                continue;
            foreach (JsonDerivedTypeAttribute one in type.GetCustomAttributes<JsonDerivedTypeAttribute>())
                open.Enqueue(one.DerivedType);
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }
                    && p.GetIndexParameters() is []))
            {
                open.Enqueue(property.PropertyType);
                yield return $"{type.FullName!["SocialPrescribing.".Length..]} {JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            }
        }
    }

    private static string Golden(bool members = false, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "golden", members ? "stored-members.txt" : "stored-words.txt");

    /// <summary>Every enum in a state or an event must be among those that are listed and frozen.</summary>
    [Fact]
    public void Every_choice_in_a_journey_is_one_that_is_frozen()
    {
        HashSet<Type> seen = [], choices = [];
        Queue<Type> open = new(
            [typeof(Journey), typeof(Actor), typeof(TaskRow), typeof(QueuedMessage), .. typeof(JourneyEvent)
                .GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType)]);
        while (open.TryDequeue(out Type? type))
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (!seen.Add(type))
                continue;
            if (type.IsEnum)
                choices.Add(type);
            foreach (Type argument in type.IsGenericType ? type.GetGenericArguments() : [])
                open.Enqueue(argument);
            if (type.Namespace?.StartsWith("SocialPrescribing", StringComparison.Ordinal) is true)
                foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null))
                    open.Enqueue(property.PropertyType);
        }
        Assert.Empty(choices.Except(StoredWords.Choices).Except([typeof(MessageStatus)]).Select(t => t.Name));
    }
}
