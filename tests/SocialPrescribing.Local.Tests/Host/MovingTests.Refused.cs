using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;
using static SocialPrescribing.Local.Tests.Host.Story;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>Imports that are refused.</summary>
public sealed partial class MovingTests
{
    [Theory]
    [InlineData("Person", "Somebody")]
    [InlineData("\"kind\":\"commit\"", "\"kind\":\"letter\"")]
    [InlineData("\"version\":2,", "\"version\":7,")]
    [InlineData("\"event\":\"accepted\"", "\"event\":\"resumed\"")]
    [InlineData("\"records\":", "\"records\":1")]
    public async Task A_file_that_was_changed_is_not_sent(string was, string now)
    {
        string[] lines = await File.ReadAllLinesAsync(_file);
        int changed = Array.FindLastIndex(lines, l => l.Contains(was, StringComparison.Ordinal));
        lines[changed] = lines[changed].Replace(was, now, StringComparison.Ordinal);
        (OneMachine machine, string admin) = await Begin();
        await using (machine)
        {
            await File.WriteAllLinesAsync(_file, lines);
            (int refused, _, string why) = await Import(machine, admin);
            Assert.Equal(1, refused);
            Assert.Matches("not as it was written|not a line of an export", why);
            Assert.Null(await Rests(machine));
        }
    }

    [Fact]
    public async Task A_file_that_breaks_off_or_is_of_another_format_is_not_sent()
    {
        (OneMachine machine, string admin) = await Begin();
        await using (machine)
        {
            string[] lines = await File.ReadAllLinesAsync(_file);
            await File.WriteAllLinesAsync(_file, lines[..^1]);
            Assert.Contains("not complete", (await Import(machine, admin)).Error, StringComparison.Ordinal);
            lines[0] = lines[0].Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal);
            await File.WriteAllLinesAsync(_file, lines);
            Assert.Contains("format 2", (await Import(machine, admin)).Error, StringComparison.Ordinal);
            await Refuses(machine, admin, 0, lines, "unknown-format");
            await Refuses(machine, admin, 0, lines[1..], "no-header");
            await Refuses(machine, admin, 1, lines[1..], "no-import");
            Assert.Null(await Rests(machine));
        }
    }

    [Fact]
    public async Task Only_an_admin_imports_and_only_into_an_empty_service_with_the_same_keys()
    {
        string[] lines = await File.ReadAllLinesAsync(_file);
        (OneMachine machine, string admin) = await Begin(withKeys: false);
        await using (machine)
        {
            (_, string lead) = await machine.AddStaff(StaffRole.Lead, "Leila Marsh");
            foreach ((HttpMethod method, string path) in ((HttpMethod, string)[])[(HttpMethod.Post, "api/import?after=0"),
                (HttpMethod.Get, "api/export"), (HttpMethod.Put, "api/rest"), (HttpMethod.Get, "api/rest")])
                Assert.Equal(HttpStatusCode.Forbidden,
                    (await Ask(machine, method, path, lead, method == HttpMethod.Post ? lines : null)).Status);
            await Refuses(machine, admin, 0, lines, "other-keys");
        }
        await using OneMachine old = await OneMachine.Start(London("2027-02-02 12:00"), _old.Folder, keepData: true, mailer: new NoMail());
        await Refuses(old, (await old.AddStaff(StaffRole.Admin, "Ada Boss")).Token, 0, lines, "not-empty");
        Assert.Null(await Rests(old));
    }
}
