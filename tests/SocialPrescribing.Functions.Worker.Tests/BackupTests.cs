using System.Net;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Contracts;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>What the nightly copy holds can be restored.</summary>
[Collection(nameof(RealTime))]
public sealed class BackupTests(Azurite azurite)
{
    [Fact]
    public async Task A_copy_in_a_blob_fills_an_empty_service_that_is_then_the_same()
    {
        BlobContainerClient exports = new(azurite.ConnectionString, "exports" + Guid.NewGuid().ToString("N"));
        await exports.CreateAsync();
        Uri address = exports.GenerateSasUri(BlobContainerSasPermissions.All, DateTimeOffset.UtcNow.AddHours(1));
        await using AzureHostRunning old = await AzureHostRunning.Start(
            azurite, change: settings => settings["SocialPrescribing__Backup__ContainerUri"] = address.ToString());
        string key = await old.KeyOfAnOrganisation();
        (_, string token) = await old.AddStaff(StaffRole.Lead, "Leila Marsh");
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage referred = await old.Refer(key, AzureHostRunning.Referral(), $"referral-{i}");
            Assert.Equal(HttpStatusCode.Created, referred.StatusCode);
        }
        await old.Eventually("the letters", () => Task.FromResult(old.Letters().Count >= 3));
        await old.Eventually("nothing waits", async () => (await old.Get<IOutbox>().Figures(default)) is { Queued: 0, Sending: 0 });

        string journey = (string)(await old.Ask("api/tasks?assignee=unassigned", token))["items"]!.AsArray()[0]!["journey"]!;
        using MultipartFormDataContent form = new()
        {
            { new StringContent("d-1"), "commandId" },
            { new StringContent("Letter"), "title" },
            { new ByteArrayContent(SampleFiles.Pdf(9_000_000)), "file", "letter.pdf" },
        };
        using HttpRequestMessage add = new(HttpMethod.Post, $"/api/journeys/{journey}/documents") { Content = form };
        add.Headers.Add("X-Staff-Token", token);
        using HttpResponseMessage added = await old.Http.SendAsync(add);
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);

        // The worker makes the copy when its timer fires. It first waits half a minute for work that is under way.
        await old.Driver.FireTimer("Backup");
        string name = Assert.Single(exports.GetBlobs().Select(b => b.Name));
        Assert.False(await Standstill.IsOn(old.Get<IRegister>(), default));
        string copy = (await exports.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString();
        string[] lines = copy.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        await using AzureHostRunning empty = await AzureHostRunning.Start(azurite);
        long sent = 0;
        foreach (string[] part in lines.Chunk(50))
        {
            Assert.IsType<PartOutcome.Taken>(await empty.Get<Import>().Take(sent, part, leavesOut: false, default));
            sent += part.Length;
        }
        Assert.Equal(Content(lines), Content(await MovingContract.Lines(empty.Get<Export>())));
        Assert.Empty((await JournalCheck.Run(empty.Get<IJourneyStore>(), empty.Get<Journeys.Pathway>(), default, empty.Get<IDocuments>()))
            .Findings);
        Assert.Single((await empty.Get<IDocuments>().List(10, null, default)).Items);
    }

    [Fact]
    public async Task A_service_that_rests_is_left_alone_and_a_rest_that_a_copy_left_behind_ends()
    {
        BlobContainerClient exports = new(azurite.ConnectionString, "exports" + Guid.NewGuid().ToString("N"));
        await exports.CreateAsync();
        Uri address = exports.GenerateSasUri(BlobContainerSasPermissions.All, DateTimeOffset.UtcNow.AddHours(1));
        await using AzureHostRunning host = await AzureHostRunning.Start(
            azurite, change: settings => settings["SocialPrescribing__Backup__ContainerUri"] = address.ToString());
        IRegister register = host.Get<IRegister>();
        Assert.True(await Standstill.Begin(register, host.Get<Clocks>(), default));
        Backup backup = new(
            new Backup.Container(exports), host.Get<Export>(), register, host.Get<IJourneyStore>(), host.Get<IJourneyRuntime>(),
            host.Get<Clocks>(), NullLogger<Backup>.Instance);
        Assert.Null(await backup.Run(default, TimeSpan.Zero));
        await Standstill.End(register, host.Get<IJourneyStore>(), host.Get<IJourneyRuntime>(), default);
        Assert.Equal(await backup.Run(default, TimeSpan.Zero), Assert.Single(exports.GetBlobs().Select(b => b.Name)));

        // Looks as if the process had died an hour ago.
        DateTimeOffset before = DateTimeOffset.UtcNow.AddHours(-1);
        Assert.NotNull(
            await Standstill.BeginCopy(register, new Clocks(new FakeTimeProvider(before), new FakeTimeProvider(before)), default));
        await host.Driver.FireTimer("Watch");
        Assert.False(await Standstill.IsOn(register, default));
        // A copy that is still being made is not ended.
        Assert.NotNull(await Standstill.BeginCopy(register, host.Get<Clocks>(), default));
        await host.Driver.FireTimer("Watch");
        Assert.True(await Standstill.IsOn(register, default));
    }

    /// <summary>Without header and footer, which hold the time and the count. The lines between are what was stored.</summary>
    private static IEnumerable<string> Content(IEnumerable<string> lines) => lines.Skip(1).SkipLast(1);
}
