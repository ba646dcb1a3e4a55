using SocialPrescribing.Local.Mail;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local.Tests.Host;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("social-prescribing-test-");

    public void Dispose() => _data.Delete(recursive: true);

    private LocalSettings Load(string json)
    {
        File.WriteAllText(Path.Combine(_data.FullName, LocalSettings.FileName), json);
        return LocalSettings.Load(_data.FullName);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "mail": { "perMinute": 30 } }""")]
    [InlineData("""{ "service": null, "mail": { "smtp": null } }""")]
    [InlineData("""{ "service": { "phone": "01420 555 010" } }""")]
    public void What_the_file_leaves_out_is_as_without_a_file(string json)
    {
        LocalSettings settings = Load(json);

        Assert.Equal("Social Prescribing", settings.ProfileFor(new Uri("http://127.0.0.1:7071")).Name);
        Assert.Null(settings.Mail.Smtp);
    }

    [Fact]
    public void What_the_file_says_is_fixed_and_says_where()
    {
        Assert.Empty(Load("{}").FixedBy);
        Assert.Equal([KeyValuePair.Create("service.phone", "settings.json: service.phone")],
            Load("""{ "service": { "phone": "01420 555 010" } }""").FixedBy);
    }

    [Theory]
    [InlineData("service.name", """{ "service": { "name": TEXT } }""")]
    [InlineData("service.discreetName", """{ "service": { "discreetName": TEXT } }""")]
    [InlineData("service.phone", """{ "service": { "phone": TEXT } }""")]
    [InlineData("service.publicUrl", """{ "service": { "publicUrl": TEXT } }""")]
    [InlineData("service.earlierUrls[1]", """{ "service": { "earlierUrls": ["https://l.example", TEXT] } }""")]
    [InlineData("service.proxies[0]", """{ "service": { "proxies": [TEXT] } }""")]
    [InlineData("service.secondStepFor[1]", """{ "service": { "secondStepFor": ["admin", TEXT] } }""")]
    [InlineData("pathway", """{ "pathway": TEXT }""")]
    [InlineData("messages", """{ "messages": TEXT }""")]
    [InlineData("mail.from", """{ "mail": { "from": TEXT } }""")]
    [InlineData("mail.smtp.host", """{ SERVICE, "mail": { "from": "a@b.example", "smtp": { "host": TEXT } } }""")]
    [InlineData("mail.smtp.user", """{ SERVICE, "mail": { "from": "a@b.example", "smtp": { "host": "h", "user": TEXT } } }""")]
    [InlineData("mail.smtp.trustedCertificate",
        """{ SERVICE, "mail": { "from": "a@b.example", "smtp": { "host": "h", "trustedCertificate": TEXT } } }""")]
    public void A_text_that_says_nothing_is_refused_by_name(string setting, string json)
    {
        const string Service = "\"service\": { \"phone\": \"1\", \"publicUrl\": \"https://l.example\" }";
        foreach (string text in (string[])["\"\"", "\"  \"", "\"a\\nb\""])
        {
            string given = json.Replace("SERVICE", Service, StringComparison.Ordinal).Replace("TEXT", text, StringComparison.Ordinal);
            string problem = Assert.Single(Assert.Throws<SettingsException>(() => Load(given)).Problems);
            Assert.Contains($": {setting}: found \"", problem, StringComparison.Ordinal);
            Assert.Contains("; allowed ", problem, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', problem);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("\"1\"")]
    [InlineData("\"Required\"")]
    [InlineData("\"required, none\"")]
    [InlineData("\"\"")]
    public void Whether_mail_is_encrypted_is_read_by_its_exact_word(string word)
    {
        Assert.Equal(StartTls.None, Load(With("\"none\"")).Mail.Smtp!.StartTls);
        Assert.Equal(StartTls.Required, Load(With("\"required\"")).Mail.Smtp!.StartTls);
        Assert.Equal(StartTls.Implicit, Load(With("\"implicit\"")).Mail.Smtp!.StartTls);

        string problem = Assert.Single(Assert.Throws<SettingsException>(() => Load(With(word))).Problems);

        Assert.Contains("mail.smtp.startTls: ", problem, StringComparison.Ordinal);
        Assert.Contains(word, problem, StringComparison.Ordinal);
        Assert.Contains("allowed is one of required, none, implicit", problem, StringComparison.Ordinal);

        static string With(string startTls) =>
            $$"""{ "service": { "phone": "1", "publicUrl": "https://l.example" }, "mail": { "from": "a@b.example", "smtp": { "host": "h", "startTls": {{startTls}} } } }""";
    }

    [Fact]
    public void What_an_access_token_needs_is_asked_for_by_name()
    {
        const string whole =
            """{ "tokenEndpoint": "https://login.example/token", "clientId": "app", "clientSecret": "s", "scope": "mail" }""";
        Assert.Equal("app", Load(With(whole)).Mail.Smtp!.OAuth!.ClientId);
        string[] problems = [
            .. Assert.Throws<SettingsException>(
                () => Load(With("""{ "tokenEndpoint": "http://login.example/token", "clientSecret": "tell nobody" }"""))).Problems];
        Assert.Equal(3, problems.Length);
        foreach (string setting in (string[])[
            "tokenEndpoint: found \"http://login.example/token\"; allowed is an address that begins with https://",
            "clientId: found nothing; allowed is ", "scope: found nothing; allowed is "])
            Assert.Contains(problems, p => p.Contains($": mail.smtp.oauth.{setting}", StringComparison.Ordinal));
        Assert.DoesNotContain("tell nobody", string.Concat(problems), StringComparison.Ordinal);
        // Left empty for the environment, which then does not have it.
        foreach (string secret in (string[])["", " "])
            Assert.Contains("mail.smtp.oauth.clientSecret: found nothing", Assert.Single(Assert.Throws<SettingsException>(
                () => Load(With(whole.Replace("\"s\"", $"\"{secret}\"", StringComparison.Ordinal)))).Problems), StringComparison.Ordinal);

        static string With(string oauth) =>
            $$"""{ "service": { "phone": "1", "publicUrl": "https://l.example" }, "mail": { "from": "a@b.example", "smtp": { "host": "h", "user": "post@b.example", "oauth": {{oauth}} } } }""";
    }
}
