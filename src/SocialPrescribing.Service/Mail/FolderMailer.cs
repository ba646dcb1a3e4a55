using System.Globalization;
using MimeKit;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// Delivers into a folder: one <c>.eml</c> file for each letter, which any mail program can open. A file gets its name only when it is
/// complete and on the disk. The same key delivered twice makes two files: here a repetition should be seen, not hidden.
/// </summary>
public sealed class FolderMailer : IMailer
{
    private const int MostInOneMillisecond = 100;
    private const string Half = ".tmp";

    private static readonly FormatOptions _asMailed = new() { NewLineFormat = NewLineFormat.Dos };

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly string _from;

    /// <summary>Creates the folder if it is not there.</summary>
    /// <param name="from">The sender's address.</param>
    /// <exception cref="FormatException">The sender's address is not valid.</exception>
    public FolderMailer(string folder, TimeProvider clock, string from)
    {
        if (!LetterMessage.IsAddress(from))
            throw new FormatException("The sender's mail address is not valid.");
        // Links in letters open what they are for, so nobody else on the machine may read them.
        if (OperatingSystem.IsWindows())
            System.IO.Directory.CreateDirectory(folder);
        else
            System.IO.Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (_folder, _clock, _from) = (folder, clock, from);
    }

    /// <summary>Deletes half-written files of a process that died. Call it only if no other process writes into the folder.</summary>
    public static void ClearHalves(string folder)
    {
        if (System.IO.Directory.Exists(folder))
            foreach (string half in System.IO.Directory.EnumerateFiles(folder, $".*{Half}").ToArray())
                File.Delete(half);
    }

    public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
    {
        if (!LetterMessage.IsAddress(letter.To))
            return new MailOutcome.Refused("The recipient's mail address is not valid.");

        DateTimeOffset now = _clock.GetUtcNow();
        using MimeMessage message = LetterMessage.Compose(letter, _from, key, now);
        string unfinished = Path.Combine(_folder, $".{Guid.NewGuid():N}{Half}");
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (FileStream file = new(unfinished, options))
            {
                await message.WriteToAsync(_asMailed, file, cancellation);
                file.Flush(flushToDisk: true);
            }
            return GiveName(unfinished,
                $"{now.UtcDateTime.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)}-{LetterMessage.HashOf(key)[..12]}")
                ? new MailOutcome.Accepted()
                : new MailOutcome.Unavailable("The mail folder already holds too many copies of this letter.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new MailOutcome.Unavailable(Reason(exception));
        }
        finally
        {
            Remove(unfinished);
        }
    }

    private bool GiveName(string unfinished, string name)
    {
        for (int copy = 1; copy <= MostInOneMillisecond; copy++)
        {
            string path = Path.Combine(_folder, copy == 1 ? $"{name}.eml" : $"{name}-{copy}.eml");
            try
            {
                File.Move(unfinished, path, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                // The name is taken, so the next number is tried.
            }
        }
        return false;
    }

    private static string Reason(Exception exception) => exception switch
    {
        DirectoryNotFoundException => "The mail folder is not there.",
        UnauthorizedAccessException => "The mail folder may not be written to.",
        IOException { HResult: 28 or unchecked((int)0x80070070) or unchecked((int)0x80070027) } => "The disk of the mail folder is full.",
        _ => "The mail folder could not be written to.",
    };

    private static void Remove(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that is left over is harmless: the viewer shows only finished letters.
        }
    }
}
