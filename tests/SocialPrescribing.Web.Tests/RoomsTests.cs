using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// Each namespace is a room. Shared rooms are at the bottom, rooms beside each other do not know each other, and what puts everything
/// together is on top. So no dependency goes in a circle.
/// </summary>
public sealed partial class RoomsTests
{
    private static readonly Lazy<Architecture> _code =
        new(() => new ArchLoader().LoadAssemblies(typeof(JourneyService).Assembly, typeof(Endpoints).Assembly).Build());

    /// <summary>From the bottom up. A room knows those on the lines before its own.</summary>
    private static readonly string[][] _service =
    [
        ["Ports"],
        [""],
        ["Directory", "People", "Staff"],
        ["Evidence", "Retention"],
        ["Reports"],
        ["Transfer"],
        ["Commands"],
        ["Documents"],
        ["Intake"],
        ["Mail"],
        ["Watch"],
    ];

    private static readonly string[][] _sharedByPages = [["Bodies", "Telemetry", "Phrases"], [""], ["Parts"], ["Forms"]];

    /// <summary>The rooms for each audience. Each knows what is shared, and nothing of the others.</summary>
    private static readonly string[][][] _audiences =
    [
        [["Api"]],
        [["Letters"]],
        [["People"]],
        [["Refer"]],
        [["Staff.Entry"], ["Staff.Desk", "Staff.Mail", "Staff.Reports", "Staff.Settings"], ["Staff.Team"], ["Staff.Design"], ["Staff"]],
    ];

    private const string Top = "Composition";

    /// <summary>The rooms of a host. Its root puts them together: what serves, advances and reads the settings.</summary>
    private static readonly Dictionary<string, string[][]> _hosts = new()
    {
        ["SocialPrescribing.Local"] = [["Storage", "Mail"], [""], ["Demo", "Moving"], ["Commands"]],
        ["SocialPrescribing.Functions"] = [["Storage", "Mail"], [""]],
    };

    [Fact]
    public void Rooms_of_the_service_know_only_those_below_them() => Assert.Empty(Wrong("SocialPrescribing.Service", KnownIn(_service)));

    [Fact]
    public void Audiences_know_what_is_shared_and_nothing_of_each_other() => Assert.Empty(Wrong("SocialPrescribing.Web", KnownInPages()));

    /// <summary>A using that nothing needs does not show in the compiled code, but a reader takes it for a dependency.</summary>
    [Fact]
    public void No_file_names_a_room_at_its_top_that_it_must_not_know()
    {
        Assert.Empty(WronglyNamed("SocialPrescribing.Service", KnownIn(_service)));
        Assert.Empty(WronglyNamed("SocialPrescribing.Web", KnownInPages()));
        Assert.Empty(_hosts.SelectMany(host => WronglyNamed(host.Key, KnownIn(host.Value))));
    }

    /// <summary>A room inside another sees its types without a using. The hosts are not compiled for these tests, so their text is read.
    /// </summary>
    [Fact]
    public void Rooms_of_a_host_know_only_those_below_them() =>
        Assert.Empty(_hosts.SelectMany(host => WronglyUsed(host.Key, KnownIn(host.Value), [.. Texts(host.Key)])));

    [Fact]
    public void A_room_that_uses_a_type_of_one_above_it_is_found()
    {
        (string, string)[] files =
        [
            ("Storage/Rows.cs", "namespace Host.Storage;\n\n/// Not Settings.\ninternal sealed class Rows(Settings settings)\n"),
            ("Settings.cs", "namespace Host;\n\npublic sealed partial record Settings(Rows Rows)\n"),
        ];
        Assert.Equal(["Storage/Rows.cs uses Settings"], WronglyUsed("Host", KnownIn([["Storage"], [""]]), files));
        Assert.Equal(["Settings.cs uses Rows"], WronglyUsed("Host", KnownIn([[""], ["Storage"]]), files));
    }

    [Theory]
    [InlineData("Parts/Plant.razor", "@page \"/plant\"\n@using SocialPrescribing.Web.Staff.Desk\n<p>A plant</p>\n")]
    [InlineData("Parts/Plant.razor", "@using static SocialPrescribing.Web.Staff.Desk.DeskWords; \r\n")]
    [InlineData("Parts/Plant.razor", "@using Words = SocialPrescribing.Web.Staff.Desk.DeskWords\n")]
    [InlineData("Parts/Plant.cs", "using SocialPrescribing.Web.Staff.Desk;\n\nnamespace SocialPrescribing.Web.Parts;\n")]
    public void A_page_that_names_a_room_above_it_is_found(string file, string text)
    {
        Assert.Equal([$"{file} names Staff.Desk"], WronglyNamed("SocialPrescribing.Web", KnownInPages(), file, text));
        Assert.Empty(WronglyNamed("SocialPrescribing.Web", KnownInPages(), file.Replace("Parts/", "Staff/", StringComparison.Ordinal),
            text.Replace("Web.Parts;", "Web.Staff;", StringComparison.Ordinal)));
    }

    private static Dictionary<string, HashSet<string>> KnownInPages()
    {
        Dictionary<string, HashSet<string>> known = KnownIn(_sharedByPages);
        string[] shared = [.. known.Keys];
        foreach (string[][] audience in _audiences)
            foreach ((string room, HashSet<string> below) in KnownIn(audience))
                known.Add(room, [.. shared, .. below]);
        known.Add(Top, [.. known.Keys]);
        return known;
    }

    [Fact]
    public void The_programme_needs_the_platform_and_numbering_plans_alone_and_nothing_invented_is_shipped()
    {
        // The exception is a table of the world's numbering plans. It has no side effects, like the programme (docs/decisions/0043).
        Assert.All(Needs(typeof(Journey)).Where(needed => needed is not "PhoneNumbers"),
            needed => Assert.StartsWith("System.", needed, StringComparison.Ordinal));
        Assert.DoesNotContain("SocialPrescribing.Invented", Needs(typeof(JourneyService)).Concat(Needs(typeof(Endpoints))));
    }

    private static IEnumerable<string> Needs(System.Type of) => of.Assembly.GetReferencedAssemblies().Select(a => a.Name!);

    /// <summary>For each room, the rooms it may know.</summary>
    private static Dictionary<string, HashSet<string>> KnownIn(string[][] lines)
    {
        Dictionary<string, HashSet<string>> known = [];
        foreach (string[] line in lines)
        {
            string[] below = [.. known.Keys];
            foreach (string room in line)
                known.Add(room, [.. below]);
        }
        return known;
    }

    /// <summary>Dependencies that are not allowed, such as <c>Mail.Postman knows Watch.Digests</c>.</summary>
    private static string[] Wrong(string root, Dictionary<string, HashSet<string>> known)
    {
        string[] wrong =
        [
            .. from type in _code.Value.Types
               let room = RoomOf(type, root)
               where room is not null
               from dependency in type.Dependencies
               // A type parameter counts as its first user's, which says nothing.
               where dependency.Target is not GenericParameter
               let other = RoomOf(dependency.Target, root)
               where other is not null && other != room && !(known.TryGetValue(room, out HashSet<string>? may) && may.Contains(other))
               select $"{room}.{type.Name} knows {other}.{dependency.Target.Name}",
        ];
        return [.. wrong.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Usings that are not allowed. What all pages have in common, <c>_Imports.razor</c>, says nothing of any of them.</summary>
    private static string[] WronglyNamed(string root, Dictionary<string, HashSet<string>> known) =>
        [.. Texts(root).SelectMany(file => WronglyNamed(root, known, file.File, file.Text))];

    private static IEnumerable<(string File, string Text)> Texts(string root)
    {
        string folder = Path.Combine(Sources(), root);
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
                .Where(f => (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
                    && !f.EndsWith("_Imports.razor", StringComparison.Ordinal)
                    // The start of a program is in no room.
                    && f.Split('/')[0] is not ("bin" or "obj" or "node_modules" or "Program.cs")),
        ];
        Assert.True(files.Length > 30, $"{folder} has {files.Length} files.");
        return files.Select(file => (file, File.ReadAllText(Path.Combine(folder, file))));
    }

    /// <summary>Types that a file names outside comments although it must not know their room.</summary>
    private static IEnumerable<string> WronglyUsed(
        string root, Dictionary<string, HashSet<string>> known, (string File, string Text)[] files)
    {
        (string Type, string Room)[] types =
            [.. files.SelectMany(f => Type().Matches(f.Text).Select(m => (m.Groups["type"].Value, RoomOf(f)))).Distinct()];
        return from file in files
               let room = RoomOf(file)
               let code = Comment().Replace(file.Text, "")
               from type in types
               where type.Room != room && !(known.TryGetValue(room, out HashSet<string>? may) && may.Contains(type.Room))
                   && Regex.IsMatch(code, $@"\b{type.Type}\b")
               select $"{file.File} uses {type.Type}";

        string RoomOf((string File, string Text) file) =>
            Declared().Match(file.Text) is { Success: true } space ? space.Groups["space"].Value[root.Length..].TrimStart('.') : "";
    }

    private static IEnumerable<string> WronglyNamed(string root, Dictionary<string, HashSet<string>> known, string file, string text)
    {
        string room = Room(Declared().Match(text) is { Success: true } space ? space.Groups["space"].Value[root.Length..].TrimStart('.')
            : string.Join('.', file.Split('/')[..^1]));
        return from used in Using().Matches(text)
               where (used.Groups["what"].Value + ".").StartsWith(root + ".", StringComparison.Ordinal)
               let other = Room(used.Groups["what"].Value[root.Length..].TrimStart('.'))
               where other != room && !(known.TryGetValue(room, out HashSet<string>? may) && may.Contains(other))
               select $"{file} names {other}";

        // What stands after the room is a type.
        string Room(string name) =>
            known.Keys.Where(r => r is "" || (name + ".").StartsWith(r + ".", StringComparison.Ordinal)).MaxBy(r => r.Length)!;
    }

    private static string Sources([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src"));

    [GeneratedRegex(@"^namespace (?<space>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^@?using (static )?(\w+ = )?(?<what>SocialPrescribing\.[\w.]+) *;?\s*?$", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(?:\w+ )*(?:class|record|interface|enum|struct) (?<type>\w+)", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    private static string? RoomOf(IType type, string root) =>
        type.Namespace?.FullName is { } space && (space == root || space.StartsWith(root + ".", StringComparison.Ordinal))
            ? space[root.Length..].TrimStart('.') : null;
}
