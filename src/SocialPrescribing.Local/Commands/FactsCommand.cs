using System.CommandLine;
using System.Globalization;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Evidence;

namespace SocialPrescribing.Local.Commands;

/// <summary>Facts of journeys.</summary>
internal static class FactsCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Option<string?> url = CommandLine.Url();
        Command rebuild = new("rebuild",
            "Makes anew what is counted of each journey, from the journals; the service may go on meanwhile") { url, data };
        rebuild.SetAction((parsed, cancellation) => Rebuild(parsed.GetValue(data)!, parsed.GetValue(url), cancellation));
        return new Command("facts", "What is counted of journeys, for reports") { rebuild };
    }

    private static async Task<int> Rebuild(DirectoryInfo data, string? url, CancellationToken cancellation)
    {
        if (url is not null)
            return await CommandLine.At(url, service => All(service.RebuildFacts, cancellation));
        if (!SqliteDatabase.Exists(data.FullName))
            return await CommandLine.Refuse($"There are no data in {data.FullName}.");
        return await CommandLine.Changing(data, async database =>
        {
            using PlacesFile places = new(data.FullName);
            return await All(new FactsRebuild(database.Journeys, KeyFolder.Load(data.FullName, isNew: false), places).Run, cancellation);
        }, cancellation);
    }

    private static async Task<int> All(
        Func<Guid?, CancellationToken, Task<FactsRebuild.Part>> run, CancellationToken cancellation)
    {
        FactsRebuild.Part all = new(0, 0, 0, null);
        do
        {
            FactsRebuild.Part part = await run(all.Continue, cancellation);
            all = new(all.Journeys + part.Journeys, all.Changed + part.Changed, all.Unreadable + part.Unreadable, part.Continue);
        } while (all.Continue is not null);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{all.Journeys:N0} journeys looked at; {all.Changed:N0} had been counted otherwise; {all.Unreadable:N0} cannot be read"));
        return CommandLine.Done;
    }
}
