using System.Globalization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// Documents as files, with a folder for each journey, which only their owner can read. A file gets its name only when it is complete and
/// on the disk. The commit that names it is flushed after it, and the file system keeps that order.
/// </summary>
internal sealed class FolderDocuments(string folder) : IDocuments
{
    public const string FolderName = "documents";
    private const string Half = ".half";

    public static FolderDocuments In(string dataFolder) => new(Path.Combine(dataFolder, FolderName));

    public async Task Write(DocumentKey key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        string file = FileOf(key);
        SqliteDatabase.MakeFolder(folder);
        SqliteDatabase.MakeFolder(Path.GetDirectoryName(file)!);
        string half = string.Create(CultureInfo.InvariantCulture, $"{file}.{Guid.NewGuid():N}{Half}");
        try
        {
            await using (FileStream stream = File.Open(half, New()))
            {
                await stream.WriteAsync(content, cancellation);
                stream.Flush(flushToDisk: true);
            }
            File.Move(half, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // It was written before: the name was drawn for this content alone.
        }
        finally
        {
            File.Delete(half);
        }
    }

    public Task<Stream?> Open(DocumentKey key, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<Stream?>(
                new FileStream(FileOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 4096, useAsync: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task Delete(DocumentKey key, CancellationToken cancellation)
    {
        try
        {
            File.Delete(FileOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // It never existed.
        }
        return Task.CompletedTask;
    }

    public Task<Page<KeptDocument>> List(int most, string? continueAfter, CancellationToken cancellation)
    {
        DocumentKey? after = continueAfter is null ? null : DocumentKey.Parse(continueAfter) ?? throw Page.Unreadable();
        List<KeptDocument> found = [];
        foreach (Guid journey in Names(Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
            .Where(j => after is null || Compare(j, after.Value.Journey) >= 0))
        {
            foreach (Guid content in Names(Directory.GetFiles(FolderOf(journey)))
                .Where(c => after is null || journey != after.Value.Journey || Compare(c, after.Value.Content) > 0))
            {
                DocumentKey key = new(journey, content);
                found.Add(new KeptDocument(key, new DateTimeOffset(File.GetLastWriteTimeUtc(FileOf(key)), TimeSpan.Zero)));
                if (found.Count > most)
                    return Task.FromResult(Page.Of(found, most, d => d.Key.ToString()));
            }
        }
        return Task.FromResult(Page.Of(found, most, d => d.Key.ToString()));
    }

    /// <summary>Deletes half-written files of a process that died. Call it only if no other process writes into the folder.</summary>
    public void ClearHalves()
    {
        if (Directory.Exists(folder))
            foreach (string half in Directory.EnumerateFiles(folder, $"*{Half}", SearchOption.AllDirectories).ToArray())
                File.Delete(half);
    }

    /// <summary>Copies the documents that another folder does not have yet.</summary>
    /// <returns>How many were copied.</returns>
    public async Task<int> CopyTo(FolderDocuments other, CancellationToken cancellation)
    {
        int copied = 0;
        string? after = null;
        do
        {
            Page<KeptDocument> page = await List(1_000, after, cancellation);
            foreach (KeptDocument kept in page.Items)
            {
                // A document that was deleted since it was listed is skipped.
                if (File.Exists(other.FileOf(kept.Key)) || await Open(kept.Key, cancellation) is not { } content)
                    continue;
                await using (content)
                {
                    using MemoryStream whole = new();
                    await content.CopyToAsync(whole, cancellation);
                    await other.Write(kept.Key, whole.GetBuffer().AsMemory(0, (int)whole.Length), cancellation);
                    copied++;
                }
            }
            after = page.Continue;
        } while (after is not null);
        return copied;
    }

    private string FolderOf(Guid journey) => Path.Combine(folder, journey.ToString("N"));

    private string FileOf(DocumentKey key) => Path.Combine(FolderOf(key.Journey), key.Content.ToString("N"));

    /// <summary>Skips files and folders that are not ours.</summary>
    private static IEnumerable<Guid> Names(IEnumerable<string> paths) => paths
        .Select(p => Guid.TryParseExact(Path.GetFileName(p), "N", out Guid id) ? id : (Guid?)null).OfType<Guid>()
        .Order(Comparer<Guid>.Create(Compare));

    private static int Compare(Guid one, Guid other) => string.CompareOrdinal(one.ToString("N"), other.ToString("N"));

    private static FileStreamOptions New()
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
