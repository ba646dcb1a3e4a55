using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What stands in the table of the security standard (docs/asvs.md) about scripts, fields and addresses.</summary>
public sealed partial class WhatBrowsersGetTests
{
    private static string[] Scripts { get; } = Directory.GetFiles(Of("src/SocialPrescribing.Web/assets"), "*.js");

    [Fact]
    public void Scripts_write_text_and_never_markup_and_read_nothing_from_outside()
    {
        Assert.NotEmpty(Scripts);
        Assert.All(Scripts, script => Assert.DoesNotMatch(Markup(), File.ReadAllText(script)));
    }

    /// <summary>A shared browser tells nobody anything: one setting, which says whether a key of the keyboard searches.</summary>
    [Fact]
    public void The_storage_of_a_browser_holds_one_setting_and_nothing_else() =>
        Assert.Equal(["noSlash"],
            Scripts.SelectMany(s => Stored().Matches(File.ReadAllText(s))).Select(m => m.Groups[1].Value).Distinct());

    [Fact]
    public async Task A_password_is_taken_as_it_was_typed_and_password_managers_may_fill_it_in()
    {
        const string Typed = "  Four Quiet words, here ";
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        string secret = (await host.Staff.IssueSetUpLink(tom.Id, default))!;
        Assert.Null(await host.Staff.SetPassword(secret, tom.Email, tom.Name, Typed, default));
        using Visitor visitor = host.Visit();

        string page = await visitor.Html("/sign-in");
        Assert.Matches("type=\"password\"[^>]*autocomplete=\"current-password\"", page);
        Assert.DoesNotContain("onpaste", page, StringComparison.OrdinalIgnoreCase);
        foreach (string other in (string[])[Typed.Trim(), Typed.ToLowerInvariant(), Typed[..^1]])
            Assert.Equal(HttpStatusCode.UnprocessableEntity,
                (await visitor.Post("/sign-in", ("email", tom.Email), ("password", other))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await visitor.Post("/sign-in", ("email", tom.Email), ("password", Typed))).StatusCode);
    }

    private static string Of(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", path));

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|\beval\(|new Function"
        + @"|JSON\.parse|__proto__|onmessage|'message'|\bfetch\(|XMLHttpRequest")]
    private static partial Regex Markup();

    [GeneratedRegex(@"(?:local|session)Storage\.\w+\((\w+)")]
    private static partial Regex Stored();
}
