using SocialPrescribing.Functions.Tests;

namespace SocialPrescribing.Http.Tests;

/// <summary>In this assembly: the Azure host in one process, set up as on Azure or as on a developer's machine.</summary>
public static partial class TestedHost
{
    public static async partial Task<TestedService> Start(SetUp setUp)
    {
        DirectoryInfo files = Directory.CreateTempSubdirectory("social-prescribing-azure-");
        Dictionary<string, string?> settings = setUp.IsTriedOut ? AzureOnOneMachine.Sample : AzureOnOneMachine.OnAzure;
        settings["SocialPrescribing:PublicUrl"] =
            setUp.IsTriedOut ? (setUp.Https ? "https" : "http") + "://localhost:7071" : "https://riverside.example";
        settings["SocialPrescribing:Name"] = "Riverside Social Prescribing";
        settings["SocialPrescribing:DiscreetName"] = "Riverside House";
        settings["SocialPrescribing:Mail:PerMinute"] = settings["SocialPrescribing:Mail:PerHour"] = "0";
        if (setUp.IsTriedOut)
            settings["SocialPrescribing:Mail:Folder"] = Path.Combine(files.FullName, "mail");
        if (setUp.Pathway is { } pathway)
            await File.WriteAllTextAsync(settings["SocialPrescribing:Pathway"] = Path.Combine(files.FullName, "pathway.json"), pathway);
        return await AzureOnOneMachine.Start(settings, new TestClock(setUp.At), machine: setUp.Machine, files: files);
    }
}
