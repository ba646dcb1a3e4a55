using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web;

namespace SocialPrescribing.Local.Demo;

/// <summary>The half year before the demo begins, in a folder.</summary>
internal static class InventedPast
{
    private static readonly TimeSpan Length = TimeSpan.FromDays(182), LettersOf = TimeSpan.FromDays(7);

    /// <param name="data">The demo's folder. No program may be serving it yet.</param>
    public static async Task Fill(string data, Uri url, DateTimeOffset until, Random random, CancellationToken cancellation)
    {
        await using SqliteDatabase database = SqliteDatabase.OpenThrownAway(data);
        Secrets secrets = KeyFolder.Load(data, isNew: true);
        LivedClock clock = new(until - Length);
        ServiceProfile profile = LocalSettings.Load(data).ProfileFor(url);
        HostSettings settings = new(new Pathway(), profile, secrets, new Clocks(clock, clock), ShowsMail: true);
        FolderMailer folder = new(Path.Combine(data, "mail"), clock, "noreply@local-team.example");
        await using ServiceProvider present = LivedInMemory.Service(
            settings, database.Journeys, database.Register, database.Outbox, FolderDocuments.In(data), folder);
        await LivedInMemory.Until(
            until, clock, settings, new LateLetters(folder, clock, until - LettersOf), present.GetRequiredService<Import>(), random,
            cancellation);
    }
}
