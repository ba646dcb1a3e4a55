namespace SocialPrescribing.Local.Tests.Host;

public sealed class LocalSettingsTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "mail": { "perMinute": 30 } }""")]
    [InlineData("""{ "service": { "phone": "01420 555 010" } }""")]
    public void What_the_file_leaves_out_is_as_without_a_file(string json)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("social-prescribing-test-");
        try
        {
            File.WriteAllText(Path.Combine(data.FullName, LocalSettings.FileName), json);

            LocalSettings settings = LocalSettings.Load(data.FullName);

            Assert.Equal("Social Prescribing", settings.Service.Name);
            Assert.Null(settings.Mail.Smtp);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
