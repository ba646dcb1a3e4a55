using SocialPrescribing.Local.Tests.Host;

namespace SocialPrescribing.Http.Tests;

/// <summary>In this assembly: the one-machine host on SQLite.</summary>
public static partial class TestedHost
{
    private const string NoServer = """{ "host": "127.0.0.1", "port": 1 }""";

    public static async partial Task<TestedService> Start(SetUp setUp)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("social-prescribing-test-");
        if (setUp.Pathway is { } pathway)
            await File.WriteAllTextAsync(Path.Combine(data.FullName, "pathway.json"), pathway);
        if (setUp.KeysOf is OneMachine other)
            foreach (FileInfo key in new DirectoryInfo(Path.Combine(other.Data.FullName, "keys")).GetFiles())
                key.CopyTo(Path.Combine(data.CreateSubdirectory("keys").FullName, key.Name));
        return await OneMachine.Start(setUp.At, data, machine: setUp.Machine, settings: $$"""
            {
              "service": {
                "name": "Riverside Social Prescribing", "discreetName": "Riverside House", "phone": "01420 555 010",
                "publicUrl": {{PublicUrl(setUp)}}
              },
              "mail": { "from": "hello@riverside.example", "smtp": {{(setUp.SendsMail ? NoServer : "null")}} },
              "pathway": {{(setUp.Pathway is null ? "null" : "\"pathway.json\"")}}
            }
            """);
    }

#if BROWSER
    /// <summary>A browser opens the address on this machine. A service with another one takes no forms that come from there.</summary>
    private static string PublicUrl(SetUp _) => "null";
#else
    private static string PublicUrl(SetUp setUp) => $"\"{(setUp.Https ? "https" : "http")}://riverside.example\"";
#endif
}
