using System.Security.Cryptography;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local;

/// <summary>
/// The service's secrets, as files under <c>keys</c> in the data folder. Back them up with the data: without them no link in an email works
/// any more and nobody is recognised. Every link key is believed as long as its file exists; the last one by name signs.
/// </summary>
public static class KeyFolder
{
    private const int Length = 32;

    internal static string PersonKeyIn(string dataFolder) => Path.Combine(dataFolder, "keys", "person.key");

    /// <param name="isNew">Whether there are no journeys yet. Only then may missing keys be made.</param>
    /// <exception cref="SettingsException">A key is damaged, or missing where it is needed.</exception>
    public static Secrets Load(string dataFolder, bool isNew)
    {
        string folder = Path.Combine(dataFolder, "keys");
        try
        {
            return Read(folder, isNew);
        }
        catch (UnauthorizedAccessException)
        {
            throw new SettingsException(
                [$"{folder}: permission denied. Let the account under which the service runs read this folder and its files."]);
        }
    }

    private static Secrets Read(string folder, bool isNew)
    {
        if (!isNew && !IsThere(Path.Combine(folder, "person.key")))
            throw new SettingsException(
                [$"{Path.Combine(folder, "person.key")}: not there, but there are journeys. Without it nobody is recognised. Restore the "
                    + $"keys folder from a backup."]);
        SqliteDatabase.MakeFolder(folder);
        byte[] person = ReadOrMake(Path.Combine(folder, "person.key"));
        if (!LinkFiles(folder).Any())
            ReadOrMake(Path.Combine(folder, "link-01.key"));
        return new Secrets(person,
            [.. LinkFiles(folder).OrderDescending(StringComparer.Ordinal)
                .Select(f => new LinkKey(Path.GetFileNameWithoutExtension(f)[5..7], ReadOrMake(f)))]);
    }

    /// <summary>Throws if the program may not look into the folder: then a key that cannot be seen must not count as missing.</summary>
    /// <exception cref="UnauthorizedAccessException">The program may not look.</exception>
    private static bool IsThere(string file)
    {
        try
        {
            File.GetAttributes(file);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static IEnumerable<string> LinkFiles(string folder) =>
        Directory.EnumerateFiles(folder, "link-*.key").Where(f => Path.GetFileNameWithoutExtension(f).Length is 7);

    private static byte[] ReadOrMake(string file)
    {
        if (!File.Exists(file))
        {
            // The key is written into another file, flushed and renamed without overwriting. So two programs that start at
            // once use the same key.
            string aside = $"{file}.{Guid.NewGuid():N}";
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (FileStream stream = new(aside, options))
            {
                stream.Write(RandomNumberGenerator.GetBytes(Length));
                stream.Flush(flushToDisk: true);
            }
            try
            {
                File.Move(aside, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(aside);
            }
        }
        byte[] key = File.ReadAllBytes(file);
        return key.Length == Length
            ? key
            : throw new SettingsException([$"{file}: found {key.Length} bytes; a key has {Length}. Restore the file from a backup."]);
    }
}
