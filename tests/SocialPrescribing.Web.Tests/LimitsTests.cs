using System.Runtime.CompilerServices;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// A file holds one thing and can be read beside another. A longer one is split where it has a seam; its lines are not made wider.
/// </summary>
public sealed class LimitsTests
{
    private const int MostLines = 300, MostCharacters = 140;

    private static readonly string[] _scripts = [".js", ".mjs", ".sh"];

    [Fact]
    public void No_file_is_longer_than_can_be_read_at_a_sitting() => Assert.Empty(
        from file in Sources([".cs", ".razor", ".scss", .. _scripts])
        where file.Lines.Length > MostLines
        select $"{file.Path}: {file.Lines.Length} lines");

    [Fact]
    public void No_line_is_longer_than_fits_beside_another() => Assert.Empty(
        from file in Sources([".cs", ".razor", ".scss", .. _scripts])
        from number in LongOf(file.Lines)
        select $"{file.Path}:{number}");

    [Fact]
    public void What_stands_in_a_raw_string_is_data_and_stays_in_one_line()
    {
        string far = new('x', MostCharacters + 1);
        Assert.Equal([2, 6], LongOf(["short", far, "\"\"\"", far, "\"\"\"", far, $"\"\"\"{far}\"\"\"", "short"]));
    }

    /// <summary>The numbers of lines that are too long. Lines of a raw string are exempt, because breaking them changes
    /// the string.</summary>
    private static IEnumerable<int> LongOf(string[] lines)
    {
        bool isInside = false;
        for (int i = 0; i < lines.Length; i++)
        {
            int marks = lines[i].Split("\"\"\"").Length - 1;
            if (lines[i].Length > MostCharacters && !isInside && marks is 0)
                yield return i + 1;
            isInside ^= marks % 2 is 1;
        }
    }

    private static IEnumerable<(string Path, string[] Lines)> Sources(params string[] endings)
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));
        return from path in ((string[])["bench", "eng", "src", "tests"])
                   .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.*", SearchOption.AllDirectories))
                   .Concat(Directory.EnumerateFiles(root, "*.sh"))
               where endings.Contains(Path.GetExtension(path))
               let name = Path.GetRelativePath(root, path).Replace('\\', '/')
               where !name.Split('/').Any(part => part is "bin" or "obj" or "node_modules")
               select (name, File.ReadAllLines(path));
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
