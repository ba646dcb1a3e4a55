using System.Globalization;
using System.Text;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Functions;

/// <summary>
/// Copies everything, as <c>export</c> does, into a container in which nobody can change or delete the copy for a while. Tables
/// cannot be restored to a point in time, so this copy is what remains after somebody deletes or overwrites by mistake. While the
/// copy reads what can change, the service rests: referrers get 503 and send again, and what falls due waits for some minutes.
/// Documents never change, so they are copied after that.
/// </summary>
public sealed partial class Backup(
    Backup.Container container, Export export, IRegister register, IJourneyStore store, IJourneyRuntime runtime, Clocks clocks,
    ILogger<Backup> log)
{
    /// <summary>The address of the container. Without it there are no copies.</summary>
    public const string Setting = "Backup:ContainerUri";
    /// <summary>A function may run for half an hour. Larger services need another way: docs/scale.md.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);
    /// <summary>A copy that has kept the service at rest for longer than this has died.</summary>
    private static readonly TimeSpan LeftBehind = TimeSpan.FromMinutes(30);
    private const int BlockBytes = 4 * 1024 * 1024;

    /// <param name="Client">Null where no copies are made.</param>
    public sealed record Container(BlobContainerClient? Client);

    /// <summary>Signs in with the host's identity. The emulator on this machine takes the signature in the address instead.</summary>
    public static Container ContainerIn(IConfiguration section) => new(
        !Uri.TryCreate(section[Setting], UriKind.Absolute, out Uri? address) ? null
        : address.IsLoopback ? new BlobContainerClient(address) : new BlobContainerClient(address, new DefaultAzureCredential()));

    /// <returns>The name of the copy; null where none is made, or the service rests already.</returns>
    public async Task<string?> Run(CancellationToken cancellation, TimeSpan? settling = null)
    {
        if (container.Client is not { } blobs)
            return null;
        if (await Standstill.BeginCopy(register, clocks, cancellation) is not { } rest)
        {
            LogResting(log);
            return null;
        }
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            await Task.Delay(settling ?? Standstill.Settling, limit.Token);
            string name = string.Create(CultureInfo.InvariantCulture, $"{rest.Since.UtcDateTime:yyyy-MM-dd'T'HHmmss'Z'}.ndjson");
            BlockBlobClient blob = blobs.GetBlockBlobClient(name);
            (List<string> blocks, MovedCounts counts) = await Write(blob, rest, limit.Token);
            CommitBlockListOptions asNew = new()
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/x-ndjson" },
            };
            await blob.CommitBlockListAsync(blocks, asNew, limit.Token);
            LogCopied(log, counts.Journeys, counts.Lines);
            return name;
        }
        catch (Exception e)
        {
            LogFailed(log, Failure.Of(e));
            throw;
        }
        finally
        {
            await Standstill.EndCopy(register, store, runtime, begunBefore: null, CancellationToken.None);
        }
    }

    /// <summary>A process that died while it made a copy leaves the service at rest.</summary>
    public async Task EndWhatWasLeft(CancellationToken cancellation)
    {
        if (container.Client is not null)
            await Standstill.EndCopy(register, store, runtime, clocks.MachineNow - LeftBehind, cancellation);
    }

    /// <summary>Writes block after block. The blob exists only once all blocks are committed.</summary>
    private async Task<(List<string> Blocks, MovedCounts Counts)> Write(
        BlockBlobClient blob, RestState rest, CancellationToken cancellation)
    {
        bool rests = true;
        List<string> blocks = [];
        MovedCounts counts = new();
        using MemoryStream block = new();
        Export.Part? part = null;
        do
        {
            part = await export.Read(part?.Continue, cancellation);
            if (part.IsStill && rests)
            {
                // If somebody has ended the rest, what was read is not of one moment.
                if (await Standstill.Read(register, cancellation) != rest)
                    throw new InvalidOperationException("The rest ended before the copy.");
                await Standstill.EndCopy(register, store, runtime, begunBefore: null, cancellation);
                rests = false;
            }
            foreach (string line in part.Lines)
            {
                block.Write(Encoding.UTF8.GetBytes(line + "\n"));
                counts = counts.After(line, MovedLine.Parse(line));
            }
            if (part.Continue is null)
                block.Write(Encoding.UTF8.GetBytes(counts.Footer.Write() + "\n"));
            if (block.Length < BlockBytes && part.Continue is not null)
                continue;
            block.Position = 0;
            blocks.Add(Convert.ToBase64String(Encoding.ASCII.GetBytes(blocks.Count.ToString("D8", CultureInfo.InvariantCulture))));
            await blob.StageBlockAsync(blocks[^1], block, cancellationToken: cancellation);
            block.SetLength(0);
        } while (part.Continue is not null);
        return (blocks, counts);
    }

    [LoggerMessage(EventId = 6501, Level = LogLevel.Information, Message = "The nightly export holds {Journeys} journeys in {Lines} lines")]
    private static partial void LogCopied(ILogger log, long journeys, long lines);

    [LoggerMessage(EventId = 6502, Level = LogLevel.Error, Message = "The nightly export failed: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);

    [LoggerMessage(EventId = 6503, Level = LogLevel.Warning, Message = "There is no nightly export: the service rests already")]
    private static partial void LogResting(ILogger log);
}

/// <summary>At half past two in the night, UTC.</summary>
public sealed class BackupTimer(Backup backup, DurableRuntime runtime)
{
    [Function("Backup")]
    public Task Run(
        [TimerTrigger("0 30 2 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        runtime.Use(client);
        return FunctionFailedException.Instead(() => backup.Run(cancellation));
    }
}
