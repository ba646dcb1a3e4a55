using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Journeys.Tests;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Composition;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Letters;

/// <summary>
/// Between the moment at which a message is queued and the one at which it goes, anything may have happened. It is put into words all the
/// same, or has been overtaken.
/// </summary>
public sealed class EveryStateTests
{
    private const int Histories = 300, LongestHistory = 120;

    [Fact]
    public async Task Whatever_has_happened_since_a_message_was_queued_it_is_put_into_words_or_overtaken()
    {
        await using ServiceProvider services = Service();
        ILetterWriter writer = services.GetRequiredService<ILetterWriter>();
        StaffMember reader = new("sam", "sam@example.org", "Sam", StaffRole.Lead, Enabled: true);
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
                // What has just been queued; and now and then everything that was ever queued.
                IEnumerable<Messages.Queued> looked = messages.Skip(i % 7 is 0 || i == moments.Count - 1 ? 0 : before);
                before = messages.Count;
                foreach (Messages.Queued queued in looked.Where(m => Messages.WhyNoLonger(journey, m.Kind, m.Key, m.About, now) is null))
                {
                    written.Add(queued.Kind);
                    try
                    {
                        await writer.Write(new QueuedMessage(journey.Id, queued.Key, queued.Kind, queued.About, null, 0, now), journey,
                            "somebody@example.org", reader, default);
                    }
                    catch (Exception e)
                    {
                        wordless.Add($"{queued.Kind} in {journey.Stage}, ended {journey.Ended?.Reason}: {e.Message}");
                    }
                }
            }
        }
        Assert.Equal([], wordless);
        // A test that writes nothing would always pass.
        Assert.Equal([], Enum.GetValues<MessageKind>().Except([MessageKind.Digest, MessageKind.ConfirmActivity, MessageKind.ReferrerList])
            .Except(written));
    }

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
