using Microsoft.Extensions.Configuration;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web;

namespace SocialPrescribing.Functions;

/// <summary>
/// The operator's settings, under <c>SocialPrescribing</c>. They are read and checked once, at start, and everything that is wrong is
/// reported together. docs/azure.md explains each.
/// </summary>
internal sealed partial record AzureSettings(HostSettings Host, AzureSettings.MailSettings Mail)
{
    private const string Section = TableStorageOptions.Section;

    /// <param name="Folder">For this machine only: letters become files, and nothing is sent.</param>
    public sealed record MailSettings(Uri? Endpoint, string? ConnectionString, string? Folder, string From, string DiscreetFrom);

    // The quotas until Azure raises them: those of a verified domain, and those of a domain that Azure lends for trials.
    private const int VerifiedPerMinute = 30, VerifiedPerHour = 100, LentPerMinute = 5, LentPerHour = 10;
    private const string LentDomain = ".azurecomm.net";
    private const int ShortestKey = 32;
    private const int ShortestSecret = 32;
    /// <summary>A table's name has 63 characters, of which Journeys and Register take eight.</summary>
    private const int LongestPrefix = 55;
    /// <summary>The limit of the platform.</summary>
    private const int LongestHub = 45;
    /// <summary>How the key in local.settings.sample.json begins. Everybody knows that key.</summary>
    private static ReadOnlySpan<byte> SampleKey => "sample key"u8;

    /// <param name="folder">The program's folder, which also holds the files that settings name.</param>
    /// <exception cref="SettingsException">Something is missing or not allowed.</exception>
    public static AzureSettings Read(IConfiguration configuration, string folder)
    {
        SettingsReader read = new(configuration.GetSection(Section));
        Uri publicUrl = read.Address("PublicUrl", required: true, loopbackMayBeHttp: true) ?? new Uri("https://missing.invalid");
        bool isHere = publicUrl.IsLoopback;
        ServiceProfile profile = new(
            read.Text("Name") ?? "Social Prescribing", read.Text("DiscreetName") ?? "Your local team",
            read.Text("Phone", required: true) ?? "", new Uri(publicUrl.ToString().TrimEnd('/')),
            read.MailAddress("Mail:ReplyTo", required: false) ?? "")
        {
            EarlierUrls = read.Addresses("EarlierUrls"),
        };
        Secrets secrets = new(read.Key("Keys:Person", isHere), read.Links("Keys:Links", isHere));
        Guid? tenant = StaffTenant(read, isHere);
        MailSettings mail = Mails(read, isHere, folder);
        bool isLent = mail.From.EndsWith(LentDomain, StringComparison.OrdinalIgnoreCase);
        HostSettings host = new(
            PathwayOf(read, folder), profile, secrets, ClocksOf(read, isHere, mail, folder),
            read.Number("Mail:PerMinute", 0, 100_000) ?? (mail.Folder is not null ? 0 : isLent ? LentPerMinute : VerifiedPerMinute),
            read.Number("Mail:PerHour", 0, 1_000_000) ?? (mail.Folder is not null ? 0 : isLent ? LentPerHour : VerifiedPerHour),
            read.Text("Messages") is { } messages ? Path.Combine(folder, messages) : null,
            ShowsMail: mail.Folder is not null,
            Directory: new DirectorySettings(read.Number("Directory:ConfirmAfterDays", 7, 730) ?? 90,
                read.Number("Directory:AskAgainAfterDays", 1, 90) ?? 14, read.Number("Directory:MostAsks", 0, 10) ?? 3),
            StaffTenant: tenant,
            MailEventSecret: EventSecret(read, mail),
            NoticesFolder: read.Text("Notices") is { } notices ? Path.Combine(folder, notices) : null,
            FixedBy: new (string Setting, string Name)[]
                {
                    (ServiceSettings.Name, "Name"), (ServiceSettings.DiscreetName, "DiscreetName"), (ServiceSettings.Phone, "Phone"),
                    (ServiceSettings.ReplyTo, "Mail:ReplyTo"),
                }.Where(s => read.IsSet(s.Name))
                .ToDictionary(s => s.Setting, s => $"{Section}__{s.Name.Replace(":", "__", StringComparison.Ordinal)}"),
            PathwaySource: read.Text("Pathway") is { } file && File.Exists(Path.Combine(folder, file))
                ? new PathwaySource(file, File.ReadAllBytes(Path.Combine(folder, file))) : null)
        {
            SenderSays = $"{mail.From}; to people who asked for discretion from {mail.DiscreetFrom}. Whoever runs the service sets them "
                + $"({Section}__Mail__From, {Section}__Mail__DiscreetFrom): Azure sends only from a domain that was verified there.",
        };
        State(read);
        if (PlacesOptions.Read(read.Text(PlacesOptions.Setting)) is null)
            read.Problem(PlacesOptions.Setting, "allowed are outward codes or their letters, such as GU,RG12");
        Environment(read, configuration);
        read.RefuseTheRest();
        return new AzureSettings(host, mail);
    }

    private static Guid? StaffTenant(SettingsReader read, bool isHere)
    {
        const string name = "Staff:EntraTenant";
        if (read.Text(name) is not { } text)
        {
            if (!isHere)
                read.Problem(name,
                    "not set; needed is the id of the Entra tenant whose people sign in, with platform authentication switched on");
            return null;
        }
        if (!Guid.TryParse(text, out Guid tenant))
            read.Problem(name, "allowed is the id of a tenant: a GUID");
        // On this machine no platform removes the header from incoming requests, so anybody could send it.
        if (isHere)
            read.Problem(name,
                "not allowed where PublicUrl is this machine: anybody could say who they are. Leave it out, and staff sign in with a "
                    + "password");
        return tenant;
    }

    private static MailSettings Mails(SettingsReader read, bool isHere, string folder)
    {
        Uri? endpoint = read.Address("Mail:Endpoint");
        string? connection = read.Text("Mail:ConnectionString"), into = read.Text("Mail:Folder");
        if (new[] { read.IsSet("Mail:Endpoint"), connection is not null, into is not null }.Count(set => set) is not 1)
            read.Problem("Mail:Endpoint", "set this, or Mail__ConnectionString, or on this machine Mail__Folder: one of the three");
        if (into is not null && !isHere)
            read.Problem("Mail:Folder", "allowed only where PublicUrl is this machine: nothing would be sent");
        string? from = read.MailAddress("Mail:From", required: into is null),
            discreet = read.MailAddress("Mail:DiscreetFrom", required: into is null);
        return new MailSettings(endpoint, connection, into is null ? null : Path.Combine(folder, into),
            from ?? "noreply@local-team.example", discreet ?? from ?? "");
    }

    private static string? EventSecret(SettingsReader read, MailSettings mail)
    {
        const string name = "Mail:EventSecret";
        string? secret = read.Text(name, required: mail.Folder is null);
        if (secret is not null && secret.Length < ShortestSecret)
            read.Problem(name, $"allowed are at least {ShortestSecret} characters by chance");
        return secret;
    }

    /// <summary>With a moved clock, real people would get letters at wrong times. So it is allowed only where there are none.</summary>
    private static Clocks ClocksOf(SettingsReader read, bool isHere, MailSettings mail, string folder)
    {
        const string name = "Clock";
        if (read.Text(name) is not { } text)
            return new Clocks(TimeProvider.System, TimeProvider.System);
        string file = Path.Combine(folder, text);
        if (!isHere || mail.Folder is null || !TableStorageOptions.IsEmulator(read.Text("State:ConnectionString")))
            read.Problem(name,
                "allowed only where PublicUrl is this machine, mail goes to a folder, and the state is in Azurite on this machine: "
                + "elsewhere people would be written to at wrong times");
        else if (FileClock.Read(file) is null)
            read.Problem(name, $"there is no file {file} that holds how far the clock is ahead, such as 84.00:00:00, "
                + "or the moment at which it stands, such as 2027-02-01T09:00:00Z");
        FileClock clock = new(file);
        return new Clocks(clock, clock.Machine);
    }

    private static Pathway PathwayOf(SettingsReader read, string folder)
    {
        if (read.Text("Pathway") is not { } name)
            return new Pathway();
        string file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            read.Problem("Pathway", $"there is no file {file}");
            return new Pathway();
        }
        (Pathway pathway, IReadOnlyList<PathwayFile.Problem> problems) = PathwayFile.Parse(File.ReadAllBytes(file));
        foreach (PathwayFile.Problem problem in problems)
            read.Problem("Pathway", problem.ToString());
        return pathway;
    }

    /// <summary>Checks where the state is kept. The storage reads these settings itself.</summary>
    private static void State(SettingsReader read)
    {
        read.Address("State:TableServiceUri");
        if (read.IsSet("State:TableServiceUri") == read.IsSet("State:ConnectionString"))
            read.Problem("State:TableServiceUri", "set this, or State__ConnectionString: one of the two");
        read.Text("State:ClientId");
        read.Address(BlobDocuments.Setting, loopbackMayBeHttp: true);
        if (!read.IsSet(BlobDocuments.Setting) && !read.IsSet("State:ConnectionString"))
            read.Problem(BlobDocuments.Setting, "not set; needed is the address of the container in which documents are kept");
        read.Text("Telemetry:ConnectionString");
        read.Address(Backup.Setting, loopbackMayBeHttp: true);
        if (read.Text("State:Prefix") is { } prefix
            && !(prefix.Length <= LongestPrefix && prefix.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(prefix[0])))
            read.Problem("State:Prefix", $"allowed are up to {LongestPrefix} letters and digits, a letter first");
    }

    /// <summary>The tables and the task hub share one name, so that a storage account can hold two environments.</summary>
    private static void Environment(SettingsReader read, IConfiguration configuration)
    {
        // Older environments set the name here, and once more for the platform.
        string? earlier = read.Text("Environment");
        if (TaskHub.EnvironmentIn(configuration) is not { } name)
            return;
        string setting = earlier is null ? TaskHub.EnvironmentSetting : $"{Section}__Environment";
        if (!(name.Length is >= 3 and <= LongestHub && name.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(name[0])))
            read.ProblemOf(setting, $"allowed are 3 to {LongestHub} letters and digits, a letter first");
        else if (earlier is not null && earlier != name)
            read.ProblemOf(setting, $"{TaskHub.EnvironmentSetting} says another name; leave this one out");
        else if (!string.Equals(name, TaskHub.NameIn(configuration), StringComparison.OrdinalIgnoreCase))
            read.ProblemOf(setting,
                $"the task hub has another name; leave {TaskHub.Overruling.Replace(":", "__", StringComparison.Ordinal)} out");
    }
}
