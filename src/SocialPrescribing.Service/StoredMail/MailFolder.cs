using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Service;

/// <summary>Reads the folder that <see cref="FolderMailer"/> writes. It reads that writer's files, not mail in general.</summary>
public sealed partial class MailFolder(string folder) : IStoredMail
{
    public const int PageSize = 50;

    /// <param name="page">Counted from 1; the pages after the last are empty.</param>
    public MailPage List(int page)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        if (!Directory.Exists(folder))
            return new MailPage([], page, false);
        List<string> names = [.. Directory.EnumerateFiles(folder, "*.eml").Select(path => Path.GetFileName(path)).Where(name => FileName().IsMatch(name)).OrderDescending(StringComparer.Ordinal)];
        long first = (page - 1L) * PageSize;
        IEnumerable<string> shown = first >= names.Count ? [] : names.Skip((int)first).Take(PageSize);
        return new MailPage([.. shown.Select(Read).OfType<StoredLetter>()], page, first + PageSize < names.Count);
    }

    /// <summary>The letter of that name, or null. Only names that the writer gives are looked for: no path gets in.</summary>
    public StoredLetter? Read(string name)
    {
        if (!FileName().IsMatch(name))
            return null;
        try
        {
            return Parse(name, File.ReadAllText(Path.Combine(folder, name), Encoding.UTF8));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static StoredLetter Parse(string name, string message)
    {
        Part whole = Part.Parse(message);
        List<Part> parts = [.. whole.Leaves()];
        string id = whole["Message-ID"].Trim('<', '>');
        return new StoredLetter(
            name,
            id.Split('@')[0],
            DateTimeOffset.ParseExact(whole["Date"].Insert(whole["Date"].Length - 2, ":"), "ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture),
            Words(whole["From"]),
            whole["To"],
            Words(whole["Subject"]),
            parts.FirstOrDefault(part => part.Is("text/plain"))?.Content ?? "",
            parts.FirstOrDefault(part => part.Is("text/html"))?.Content ?? "",
            parts.FirstOrDefault(part => part.Is("text/calendar"))?.Content,
            Uri.TryCreate(whole["List-Unsubscribe"].Trim('<', '>'), UriKind.Absolute, out Uri? unsubscribe) ? unsubscribe : null);
    }

    private static string Words(string header) =>
        EncodedWord().Replace(BetweenEncodedWords().Replace(header, "?==?"), match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups["base64"].Value)));

    private sealed class Part(Dictionary<string, string> headers, string body)
    {
        public string this[string header] => headers.GetValueOrDefault(header, "");

        public string Content => this["Content-Transfer-Encoding"] == "base64" ? Encoding.UTF8.GetString(Convert.FromBase64String(body)) : body;

        public bool Is(string type) => this["Content-Type"].StartsWith(type + ";", StringComparison.Ordinal);

        public IEnumerable<Part> Leaves()
        {
            if (Boundary().Match(this["Content-Type"]) is not { Success: true } match)
                return [this];
            string[] parts = ("\r\n" + body).Split("\r\n--" + match.Groups["boundary"].Value);
            return parts.Length < 3 ? throw new FormatException("The letter ends too early.") : parts[1..^1].SelectMany(part => Parse(part[2..]).Leaves());
        }

        public static Part Parse(string text)
        {
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                throw new FormatException("The letter has no body.");
            Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
            foreach (string line in text[..end].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n"))
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0)
                    headers[line[..colon]] = line[(colon + 1)..].Trim();
            }
            return new Part(headers, text[(end + 4)..]);
        }
    }

    [GeneratedRegex(@"\A[0-9]{8}-[0-9]{6}-[0-9]{3}-[0-9a-f]{12}(-[0-9]{1,3})?\.eml\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex("boundary=\"(?<boundary>[^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\?= =\?", RegexOptions.CultureInvariant)]
    private static partial Regex BetweenEncodedWords();

    [GeneratedRegex(@"=\?utf-8\?B\?(?<base64>[A-Za-z0-9+/=]*?)\?=", RegexOptions.CultureInvariant)]
    private static partial Regex EncodedWord();
}
