using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests;

public sealed class AzureSettingsTests
{
    private static AzureSettings Read(Dictionary<string, string?> settings) =>
        AzureSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), AppContext.BaseDirectory);

    private static IReadOnlyList<string> Problems(Dictionary<string, string?> settings) =>
        Assert.Throws<SettingsException>(() => Read(settings)).Problems;

    [Fact]
    public void The_sample_is_right_for_this_machine_and_sends_nothing()
    {
        AzureSettings settings = Read(AzureOnOneMachine.Sample);
        Assert.True(settings.Host.ShowsMail);
        Assert.False(settings.Host.PlatformSignsIn);
        Assert.Equal("true", AzureOnOneMachine.Sample["AzureWebJobsDisableHomepage"]);
    }

    [Fact]
    public void What_is_left_out_has_the_limits_of_the_senders_domain()
    {
        Dictionary<string, string?> settings = AzureOnOneMachine.OnAzure;
        Assert.Equal((30, 100), (Read(settings).Host.MailsPerMinute, Read(settings).Host.MailsPerHour));
        settings["SocialPrescribing:Mail:From"] = "donotreply@0a1b2c.azurecomm.net";
        Assert.Equal((5, 10), (Read(settings).Host.MailsPerMinute, Read(settings).Host.MailsPerHour));
        settings["SocialPrescribing:Mail:PerMinute"] = "60";
        Assert.Equal((60, 10), (Read(settings).Host.MailsPerMinute, Read(settings).Host.MailsPerHour));
    }

    private const string Environment = "SOCIAL_PRESCRIBING_ENVIRONMENT", Earlier = "SocialPrescribing:Environment",
        Overruling = "AzureFunctionsJobHost:extensions:durableTask:hubName";

    [Fact]
    public void One_setting_names_the_hub_and_the_tables_of_an_environment()
    {
        Dictionary<string, string?> settings = AzureOnOneMachine.OnAzure;
        settings[Environment] = "Staging";
        Assert.Equal(("Staging", "Staging"), HubAndTables(settings));
        // The platform replaces a name between percent signs with the setting of that name.
        Assert.Contains($"\"hubName\": \"%{Environment}%\"", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")),
            StringComparison.Ordinal);
        settings["SocialPrescribing:State:Prefix"] = "Own";
        Assert.Equal(("Staging", "Own"), HubAndTables(settings));
    }

    [Fact]
    public void What_was_set_up_before_keeps_its_hub_and_its_tables()
    {
        Dictionary<string, string?> settings = AzureOnOneMachine.OnAzure;
        settings.Remove(Environment);
        settings[Earlier] = settings[Overruling] = "Staging";
        Assert.Equal(("Staging", "Staging"), HubAndTables(settings));
        settings.Remove(Earlier);
        Assert.Equal(("Staging", "SocialPrescribing"), HubAndTables(settings));
        settings.Remove(Overruling);
        Assert.Equal(("SocialPrescribing", "SocialPrescribing"), HubAndTables(settings));
    }

    [Theory]
    [InlineData(Environment, "social-prescribing", null, null, "letters and digits")]
    [InlineData(Earlier, "social-prescribing", Overruling, "social-prescribing", "letters and digits")]
    [InlineData(Environment, "Staging", Overruling, "Live", "the task hub has another name")]
    [InlineData(Earlier, "Staging", Overruling, "Live", "the task hub has another name")]
    [InlineData(Environment, "Staging", Earlier, "Live", "says another name")]
    public void Names_that_contradict_each_other_are_refused(string setting, string value, string? other, string? others, string why)
    {
        Dictionary<string, string?> settings = AzureOnOneMachine.OnAzure;
        settings.Remove(Environment);
        settings[setting] = value;
        if (other is not null)
            settings[other] = others;
        Assert.Contains(why, Assert.Single(Problems(settings)), StringComparison.Ordinal);
    }

    private static (string Hub, string Tables) HubAndTables(Dictionary<string, string?> settings)
    {
        Read(settings);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return (TaskHub.NameIn(configuration), TableStorageOptions.From(configuration).Prefix);
    }

    [Fact]
    public void The_first_link_key_signs_and_all_are_believed()
    {
        Dictionary<string, string?> settings = AzureOnOneMachine.OnAzure;
        settings["SocialPrescribing:Keys:Links"] = $"k2:{Convert.ToBase64String(new byte[32])}, k1:{Convert.ToBase64String(new byte[40])}";
        Assert.Equal(["k2", "k1"], Read(settings).Host.Secrets.Links.Select(k => k.Id));
    }

    [Fact]
    public void Everything_that_is_missing_is_named_at_once() => Assert.Equal(
        ["Documents__ContainerUri", "Keys__Links", "Keys__Person", "Mail__DiscreetFrom", "Mail__Endpoint", "Mail__EventSecret",
            "Mail__From", "Phone", "PublicUrl", "Staff__EntraTenant", "State__TableServiceUri"],
        Problems([]).Select(p => p.Split(':')[0].Replace("SocialPrescribing__", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("PublicUrl", "http://links.service.example", "allowed is an address")]
    [InlineData("PublicUrl", "links.service.example", "allowed is an address")]
    [InlineData("EarlierUrls", "https://before.example, http://links.service.example", "allowed are addresses")]
    [InlineData("Phone", " ", "allowed is a text")]
    [InlineData("Keys:Person", "c2hvcnQ=", "at least 32 bytes")]
    [InlineData("Keys:Person", "c2FtcGxlIGtleSwgbmV2ZXIgdXNlIGl0IGZvciByZWFsISE=", "the key of the sample")]
    [InlineData("Keys:Links", "c2FtcGxlIGtleSwgbmV2ZXIgdXNlIGl0IGZvciByZWFsISE=", "each with an id")]
    [InlineData("Staff:EntraTenant", "service.example", "a GUID")]
    [InlineData("Mail:Endpoint", "invented", "allowed is an address")]
    [InlineData("Mail:ConnectionString", "endpoint=https://invented/;accesskey=aGk=", "one of the three")]
    [InlineData("Mail:From", "nobody", "allowed is a mail address")]
    [InlineData("Mail:EventSecret", "short", "at least 32 characters")]
    [InlineData("Mail:EventSecret", "@Microsoft.KeyVault(SecretUri=https://invented.vault.azure.net/secrets/mail-event-secret)",
        "Key Vault has not given it")]
    [InlineData("Keys:Person", "@Microsoft.KeyVault(SecretUri=https://invented.vault.azure.net/secrets/person-key)",
        "Key Vault has not given it")]
    [InlineData("State:Prefix", "social-prescribing", "letters and digits")]
    [InlineData("Mail:PerMinute", "many", "allowed is 0 to 100000")]
    [InlineData("Directory:ConfirmAfterDays", "3", "allowed is 7 to 730")]
    [InlineData("Places:Areas", "Hampshire", "allowed are outward codes or their letters, such as GU,RG12")]
    [InlineData("Pathway", "nowhere.json", "there is no file")]
    [InlineData("State:ConnectionString", "UseDevelopmentStorage=true", "one of the two")]
    [InlineData("Mail:Form", "hello@service.example", "there is no such setting")]
    public void What_is_not_allowed_is_named_with_what_is(string name, string value, string allowed)
    {
        Dictionary<string, string?> settings = AzureOnOneMachine.OnAzure;
        settings["SocialPrescribing:" + name] = value;
        string problem = Assert.Single(Problems(settings));
        Assert.StartsWith("SocialPrescribing__" + name.Replace(":", "__", StringComparison.Ordinal)[..4], problem,
            StringComparison.Ordinal);
        Assert.Contains(allowed, problem, StringComparison.Ordinal);
        // The value may be a secret, so the problem must not repeat it.
        Assert.True(value.Length < 5 || name is "Pathway" || !problem.Contains(value, StringComparison.Ordinal), problem);
    }

    [Theory]
    [InlineData("Staff:EntraTenant", "0a1b2c3d-0000-4000-8000-00000000000e", "anybody could say who they are")]
    [InlineData("Mail:Folder", "mail", "nothing would be sent")]
    public void What_is_safe_only_there_is_not_allowed_here_and_the_other_way_round(string name, string value, string why)
    {
        bool isHere = name.StartsWith("Staff", StringComparison.Ordinal);
        Dictionary<string, string?> settings = isHere ? AzureOnOneMachine.Sample : AzureOnOneMachine.OnAzure;
        settings["SocialPrescribing:" + name] = value;
        settings.Remove("SocialPrescribing:Mail:Endpoint");
        Assert.Contains(why, Assert.Single(Problems(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_can_be_moved_on_this_machine_and_follows_its_file()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("social-prescribing-clock-").FullName, "clock.txt");
        Dictionary<string, string?> settings = AzureOnOneMachine.Sample;
        settings["SocialPrescribing:Clock"] = file;
        Assert.Contains("how far the clock is ahead", Assert.Single(Problems(settings)), StringComparison.Ordinal);

        File.WriteAllText(file, "84.00:00:00\n");
        Clocks clocks = Read(settings).Host.Clocks;
        TimeSpan ahead = TimeSpan.FromDays(84), moment = TimeSpan.FromMinutes(1);
        Assert.InRange(clocks.Now - DateTimeOffset.UtcNow, ahead - moment, ahead + moment);
        File.WriteAllText(file, "2027-02-01T09:00:00Z");
        Assert.Equal(new DateTimeOffset(2027, 2, 1, 9, 0, 0, TimeSpan.Zero), clocks.Now);
        // The file is half written for a moment.
        File.WriteAllText(file, "2027-02-");
        Assert.Equal(new DateTimeOffset(2027, 2, 1, 9, 0, 0, TimeSpan.Zero), clocks.MachineNow);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Theory]
    [InlineData("PublicUrl", "https://links.service.example")]
    [InlineData("State:ConnectionString", "AccountName=invented;AccountKey=aGk=;EndpointSuffix=core.windows.net")]
    [InlineData("State:ConnectionString", "no connection string")]
    [InlineData("State:ConnectionString",
        "AccountName=devstoreaccount1;AccountKey=aGk=;TableEndpoint=http://10.0.0.4:10002/devstoreaccount1;")]
    [InlineData("State:ConnectionString", null)]
    [InlineData("Mail:Folder", null)]
    public void A_clock_is_moved_nowhere_else(string name, string? value)
    {
        Dictionary<string, string?> settings = AzureOnOneMachine.Sample;
        settings["SocialPrescribing:Clock"] = Path.Combine(AppContext.BaseDirectory, "host.json");
        settings["SocialPrescribing:" + name] = value;
        Assert.Contains(Problems(settings), p => p.StartsWith("SocialPrescribing__Clock: allowed only where", StringComparison.Ordinal));
    }

    /// <summary>The host knows every setting that the sample, the Bicep files or the documentation names.</summary>
    [Theory]
    [InlineData("local.settings.sample.json", "SocialPrescribing__(\\w+)")]
    [InlineData("main.bicep", "SocialPrescribing__(\\w+)")]
    [InlineData("host.bicep", "SocialPrescribing__(\\w+)")]
    [InlineData("azure.md",
        "`((?:Keys|State|Staff|Mail|Directory)__\\w+|PublicUrl|EarlierUrls|Phone|Name|DiscreetName|Pathway|Messages|Notices|Clock)`")]
    public void Every_setting_that_is_named_anywhere_is_known(string file, string pattern)
    {
        string[] names = [.. Regex.Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)), pattern)
            .Select(m => m.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)).Distinct()];
        Assert.NotEmpty(names);
        Assert.DoesNotContain(Problems(names.ToDictionary(n => "SocialPrescribing:" + n, _ => (string?)"?")),
            p => p.Contains("no such setting", StringComparison.Ordinal));
    }
}
