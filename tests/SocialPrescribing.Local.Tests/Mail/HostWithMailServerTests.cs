using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Tests.Mail;

[Collection(MailServerCollection.Name)]
public sealed class HostWithMailServerTests(MailServer server)
{
    [Fact]
    public async Task A_service_with_a_mail_server_sends_real_letters_and_shows_none()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("social-prescribing-smtp-");
        await File.WriteAllTextAsync(Path.Combine(data.FullName, LocalSettings.FileName), new JsonObject
        {
            ["service"] = new JsonObject
            {
                ["name"] = "Whitehill Social Prescribing",
                ["phone"] = "01420 000000",
                ["publicUrl"] = "https://links.example.org"
            },
            ["mail"] = new JsonObject
            {
                ["from"] = "hello@example.org",
                ["smtp"] = new JsonObject
                {
                    ["host"] = "localhost",
                    ["port"] = server.StartTlsPort,
                    ["user"] = "post",
                    ["password"] = "correct horse",
                    ["trustedCertificate"] = server.Certificate
                },
            },
        }.ToJsonString());
        await using OneMachine machine = await OneMachine.Start(data: data);

        (await machine.Refer((await machine.AddOrganisation()).Key, OneMachine.Referral())).EnsureSuccessStatusCode();
        JsonElement[] mails = [await server.NextMail(), await server.NextMail()];

        JsonElement toPerson = Assert.Single(mails,
            m => m.GetProperty("envelope").GetProperty("rcptTo")[0].GetProperty("address").GetString() == "josie.quill@mail.example");
        Assert.All(mails, m => Assert.True(m.GetProperty("secure").GetBoolean()));
        Assert.All(mails, m => Assert.Equal("post", m.GetProperty("user").GetString()));
        Assert.Equal("Whitehill Social Prescribing", toPerson.GetProperty("from")[0].GetProperty("name").GetString());
        Assert.Contains("01420 000000", toPerson.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("https://links.example.org/p/", toPerson.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(data.FullName, "mail")));
        Assert.Equal(HttpStatusCode.NotFound, await Looks(machine, "mail"));
        Assert.Equal(HttpStatusCode.NotFound, await Looks(machine, "mail/20270201-090000-000-0123456789ab.eml"));
    }

    /// <summary>Asks as an admin, because others get no details.</summary>
    private static async Task<HttpStatusCode> Looks(OneMachine machine, string path)
    {
        const string Password = "four quiet words here";
        (StaffMember admin, _) = await machine.AddStaff(StaffRole.Admin);
        StaffDirectory staff = machine.Get<StaffDirectory>();
        await staff.SetPassword(await staff.IssueSetUpLink(admin.Id, default), "", "", Password, default);
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        string cookie = Web.OwnCookies.NameOf(machine.Get<Web.HostSettings>(), Web.Access.SessionCookie);
        request.Headers.Add("Cookie", $"{cookie}={(await staff.SignIn(admin.Email, Password, "", default)).Session}");
        using HttpResponseMessage answer = await machine.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
