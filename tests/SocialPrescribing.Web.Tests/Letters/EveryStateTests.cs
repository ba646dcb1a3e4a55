using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Journeys.Tests;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Composition;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Letters;

/// <summary>
/// Anything may happen between the moment when a message is queued and the moment when it goes out. It must still be possible to write it,
/// or it must be recognised as out of date.
/// </summary>
public sealed class EveryStateTests
{
    private const int Histories = 300, LongestHistory = 120;
    private const string Goes = "goes", Never = "never";
    private const string Introduced = "nobody is introduced before they were accepted and reached, and neither is ever taken back";
    private static readonly StaffMember _reader = new("sam", "sam@example.org", "Sam", StaffRole.Lead, Enabled: true);

    private static readonly MessageKind[] _ofNoJourney =
        [MessageKind.Digest, MessageKind.ConfirmActivity, MessageKind.ReferrerList, MessageKind.Invitation, MessageKind.ForgottenPassword,
            MessageKind.RegisterOfTheDay, MessageKind.QuarterReport];

    /// <summary>Why a kind of message never meets some states.</summary>
    private static string NeverBecause(MessageKind kind) => kind switch
    {
        MessageKind.MeetingBooked or MessageKind.MeetingMoved or MessageKind.MeetingCancelled or MessageKind.MeetingReminder
            or MessageKind.MeetingReminderToday =>
            "nobody is met before a referral was accepted, and whoever has a meeting counts as reached; neither is ever taken back",
        MessageKind.ProviderIntroduction or MessageKind.ProviderNudge => Introduced,
        MessageKind.SessionReminder => Introduced + "; to the others the search does not come",
        MessageKind.SurveyInvitation or MessageKind.SurveyReminder => "nobody is asked before they were met, and that is never taken back",
        MessageKind.WeTriedToReachYou or MessageKind.ReferrerCouldNotReach =>
            "it is written after days of trying, and so of somebody who was accepted, which is never taken back; "
                + "to the others the search does not come: somebody was reached there, or support has ended, and either overtakes it",
        MessageKind.ConfirmAddress or MessageKind.DetailsChanged =>
            "people change their details behind a link that opens once staff have reached them and checked who they are",
        MessageKind.ActivityList =>
            "nobody is given a list before they were accepted and reached, and none goes where no letter may name a place",
        MessageKind.ReadNow or MessageKind.ReadNowAgain => "people write where a link or a form lets them, which is not so everywhere",
        _ => "a journey does not get there from where it is queued",
    };

    [Fact]
    public async Task Whatever_has_happened_since_a_message_was_queued_it_is_put_into_words_or_overtaken()
    {
        await using ServiceProvider services = Service();
        ILetterWriter writer = services.GetRequiredService<ILetterWriter>();
        HashSet<MessageKind> written = [];
        SortedSet<string> wordless = new(StringComparer.Ordinal);
        foreach (History history in History.Any.Generator.Sample(Histories, new Rnd(7), LongestHistory))
        {
            List<(Journey Journey, DateTimeOffset Now, IReadOnlyList<Messages.Queued> Messages)> moments = [];
            history.Tell(story => moments.Add((story.Journey, story.Now, [.. story.Events.OfType<Messages.Queued>()])));
            int before = 0;
            for (int i = 0; i < moments.Count; i++)
            {
                (Journey journey, DateTimeOffset now, IReadOnlyList<Messages.Queued> messages) = moments[i];
                // Looks at what has just been queued, and now and then at everything that was ever queued.
                IEnumerable<Messages.Queued> looked = messages.Skip(i % 7 is 0 || i == moments.Count - 1 ? 0 : before);
                before = messages.Count;
                foreach (Messages.Queued queued in looked.Where(
                    m => Messages.WhyNoLonger(journey, m.Kind, m.Key, m.About, now, new Pathway()) is null))
                {
                    written.Add(queued.Kind);
                    try
                    {
                        Assert.IsType<WritingOutcome.Written>(await writer.Write(
                            new QueuedMessage(journey.Id, queued.Key, queued.Kind, queued.About, null, 0, now), journey,
                            "somebody@example.org", _reader, default));
                    }
                    catch (Exception e)
                    {
                        wordless.Add($"{queued.Kind} in {journey.Stage}, ended {journey.Ended?.Reason}: {e.Message}");
                    }
                }
            }
        }
        Assert.Equal([], wordless);
        // Without this check the test would pass if nothing were written.
        Assert.Equal([], Enum.GetValues<MessageKind>().Except(_ofNoJourney).Except(written));
    }

    /// <summary>
    /// For every kind of message and every state of a journey: if a queued message meets the state and may go out, it can be written.
    /// letters-by-state.txt lists the result of each pair; WRITE_DOCS=1 writes that file anew.
    /// </summary>
    [Fact]
    public async Task Every_message_is_put_into_words_in_every_state_in_which_it_can_go_out()
    {
        await using ServiceProvider services = Service();
        ILetterWriter writer = services.GetRequiredService<ILetterWriter>();
        SortedSet<string> wordless = new(StringComparer.Ordinal);
        List<string> states = [];
        Dictionary<(MessageKind Kind, string State), SortedSet<string>> pairs = [];
        HashSet<(MessageKind Kind, string State)> written = [];
        foreach (Life life in EveryLife.All())
        {
            string[] now = [.. life.States()];
            states.AddRange(now.Except(states).ToArray());
            foreach (Messages.Queued queued in life.Queued)
            {
                string? whyNot = life.WhyNot(queued);
                foreach (string state in now)
                {
                    if (!pairs.TryGetValue((queued.Kind, state), out SortedSet<string>? came))
                        pairs[(queued.Kind, state)] = came = new(StringComparer.Ordinal);
                    came.Add(whyNot ?? Goes);
                }
                if (whyNot is not null || !now.Any(state => !written.Contains((queued.Kind, state))))
                    continue;
                try
                {
                    Assert.IsType<WritingOutcome.Written>(await writer.Write(
                        new QueuedMessage(life.Journey.Id, queued.Key, queued.Kind, queued.About, null, 0, life.Now),
                        life.Journey, "somebody@example.org", _reader, default));
                    written.UnionWith(now.Select(state => (queued.Kind, state)));
                }
                catch (Exception e)
                {
                    wordless.Add($"{queued.Kind} in {string.Join(", ", now)}: {e.Message}");
                }
            }
        }
        Assert.Equal([], wordless);
        Assert.Equal([], pairs.Where(p => p.Value.Contains(Goes) && !written.Contains(p.Key)).Select(p => $"{p.Key}"));
        string[] table = [.. Table(pairs, states)];
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            File.WriteAllLines(Golden(), table);
        Assert.Equal(await File.ReadAllLinesAsync(Golden()), table);
    }

    /// <summary>Messages that belong to no journey do not depend on a journey's state.</summary>
    [Fact]
    public async Task A_message_about_no_journey_is_put_into_words_whatever_there_is()
    {
        await using ServiceProvider services = Service();
        ILetterWriter writer = services.GetRequiredService<ILetterWriter>();
        DateTimeOffset now = services.GetRequiredService<Clocks>().Now;
        foreach (StaffRole role in Enum.GetValues<StaffRole>())
            await Write(MessageKind.Digest, "digest", $"{now:yyyy-MM-dd}", _reader with { Role = role });
        await Write(MessageKind.QuarterReport, "quarter", "2027-01/3", _reader);
        await Write(MessageKind.ReferrerList, "list", Guid.NewGuid().ToString("N"), null);
        await Write(MessageKind.Invitation, "invitation", Guid.NewGuid().ToString("N"), _reader);
        await Write(MessageKind.ForgottenPassword, "forgotten-password", Guid.NewGuid().ToString("N"), _reader);

        // One entry with only what it needs, and one with everything that the letter names.
        ActivityDirectory directory = services.GetRequiredService<ActivityDirectory>();
        ActivityConfirmations confirmations = services.GetRequiredService<ActivityConfirmations>();
        ListingDetails least = new()
        {
            Name = "Garden",
            Provider = new ActivityProvider(Guid.NewGuid(), "Growing Together", Email: "hello@growing.example"),
        };
        foreach (ListingDetails details in (ListingDetails[])[least, least with
            { Place = new ActivityPlace("Mill Lane"), Schedules = [new(DayOfWeek.Tuesday, new TimeOnly(9, 30))] }])
        {
            PutOutcome.Done put = Assert.IsType<PutOutcome.Done>(await directory.Put(Guid.NewGuid(), details, 0, default));
            Assert.True(await confirmations.AskNow(put.Stored, default));
        }
        IReadOnlyList<QueuedMessage> questions = await services.GetRequiredService<IOutbox>().Waiting(now.AddDays(1), 10, default);
        Assert.Equal(2, questions.Count);
        foreach (QueuedMessage question in questions)
            Assert.IsType<WritingOutcome.Written>(await writer.Write(question, null, "hello@growing.example", null, default));

        async Task Write(MessageKind kind, string key, string about, StaffMember? reader) =>
            Assert.IsType<WritingOutcome.Written>(await writer.Write(
                new QueuedMessage(Guid.Empty, key, kind, about, reader?.Id, 0, now), null, "sam@example.org", reader, default));
    }

    private static IEnumerable<string> Table(Dictionary<(MessageKind Kind, string State), SortedSet<string>> pairs, List<string> states)
    {
        foreach (MessageKind kind in Enum.GetValues<MessageKind>().Except(_ofNoJourney))
        {
            ILookup<string, string> byFate = states.Order(StringComparer.Ordinal)
                .ToLookup(state => pairs.TryGetValue((kind, state), out SortedSet<string>? came) ? came.Contains(Goes) ? Goes
                    : string.Join(" or ", came) : Never);
            yield return $"{kind}";
            foreach (IGrouping<string, string> fate in byFate.OrderBy(f => f.Key is Goes ? 0 : f.Key is Never ? 2 : 1).ThenBy(f => f.Key))
                yield return $"  {fate.Key}: {string.Join("; ", fate)}";
            if (byFate.Contains(Never))
                yield return $"  because: {NeverBecause(kind)}";
        }
    }

    private static string Golden([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "letters-by-state.txt");

    private static ServiceProvider Service()
    {
        MemoryStore store = new();
        return new ServiceCollection().AddLogging()
            .AddSingleton<IJourneyStore>(store).AddSingleton<IRegister>(store).AddSingleton<IOutbox>(store)
            .AddSingleton<IDocuments>(new MemoryDocuments(TimeProvider.System))
            .AddSocialPrescribing(new HostSettings(
                new Pathway(), new ServiceProfile("Test", "Test", "01420 555 000", new Uri("http://service.example")),
                new Secrets(new byte[32], [new LinkKey("aa", new byte[32])]), new Clocks(TimeProvider.System, TimeProvider.System)))
            .BuildServiceProvider();
    }
}
