using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Mail;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Phrases;

namespace SocialPrescribing.Local;

/// <summary>What an operator can set in <c>settings.json</c> in the data folder. Every setting is optional.</summary>
public sealed record LocalSettings
{
    // The generated reader sets missing properties to null, even if they have an initial value here.
    public ServiceSettings Service { get => field ??= new(); init; }
    /// <summary>The pathway's file, relative to the data folder; null for the defaults.</summary>
    public string? Pathway { get; init; }
    /// <summary>A folder with message files that replace the shipped ones, relative to the data folder.</summary>
    public string? Messages { get; init; }
    /// <summary>A folder in the data folder with the operator's own privacy, accessibility and cookies pages.</summary>
    public string? Notices { get; init; }
    public DirectorySection Directory { get => field ??= new(); init; }
    public MailSettings Mail { get => field ??= new(); init; }

    /// <param name="Proxies">
    /// Addresses of reverse proxies on other machines whose <c>X-Forwarded-For</c> is believed. One on this machine is always believed.
    /// </param>
    /// <param name="EarlierUrls">Addresses that <paramref name="PublicUrl"/> was before, or under which people also come in.</param>
    /// <param name="SecondStepFor">Roles that cannot sign in with a password alone.</param>
    public sealed record ServiceSettings(
        string? Name = null, string? DiscreetName = null, string? Phone = null, string? PublicUrl = null,
        IReadOnlyList<string>? Proxies = null, IReadOnlyList<string>? SecondStepFor = null, IReadOnlyList<string>? EarlierUrls = null)
    {
        [JsonIgnore]
        public IReadOnlyList<StaffRole> RolesWithSecondStep =>
            [.. Enum.GetValues<StaffRole>().Where(r => SecondStepFor?.Contains(Word(r)) is true)];

        internal static string Word(StaffRole role) => JsonNamingPolicy.CamelCase.ConvertName(role.ToString());
    }

    /// <summary>When providers are asked about their entries: <see cref="SocialPrescribing.Service.DirectorySettings"/>.</summary>
    public sealed record DirectorySection(int ConfirmAfterDays = 90, int AskAgainAfterDays = 14, int MostAsks = 3);

    /// <param name="PerMinute">The most messages in a minute; 0 for no limit.</param>
    /// <param name="PerHour">The most messages in an hour; 0 for no limit.</param>
    /// <param name="Smtp">Null keeps the mail in a folder, which <c>/mail</c> shows.</param>
    /// <param name="ReplyTo">Where answers to letters go; null if nobody reads them.</param>
    public sealed record MailSettings(
        string? From = null, int PerMinute = 0, int PerHour = 0, Smtp? Smtp = null, string? ReplyTo = null);

    public sealed record Smtp(
        string Host, int Port = 587, StartTls StartTls = StartTls.Required, string? User = null, string? Password = null,
        int TimeoutSeconds = 30, string? TrustedCertificate = null,
        [property: JsonPropertyName("oauth")] OAuth? OAuth = null);

    /// <summary>For a server that requires OAuth 2 instead of a password: the client credentials grant.</summary>
    public sealed record OAuth(string? TokenEndpoint = null, string? ClientId = null, string? ClientSecret = null, string? Scope = null);

    [JsonIgnore]
    public DirectorySettings DirectorySettings => new(Directory.ConfirmAfterDays, Directory.AskAgainAfterDays, Directory.MostAsks);

    public const string FileName = "settings.json";
    /// <summary>Sets <c>mail.smtp.password</c> from the environment, so that the secret need not be in a file.</summary>
    public const string PasswordVariable = "SOCIAL_PRESCRIBING_SMTP_PASSWORD";

    /// <summary>The same for <c>mail.smtp.oauth.clientSecret</c>.</summary>
    public const string ClientSecretVariable = "SOCIAL_PRESCRIBING_SMTP_CLIENT_SECRET";

    /// <exception cref="SettingsException">Something in the file is not allowed.</exception>
    public static LocalSettings Load(string dataFolder)
    {
        string file = Path.Combine(dataFolder, FileName);
        if (!File.Exists(file))
            return new LocalSettings();
        try
        {
            LocalSettings settings =
                JsonSerializer.Deserialize(File.ReadAllBytes(file), LocalJson.Default.LocalSettings) ?? new LocalSettings();
            if (settings.Mail.Smtp is { } smtp)
                settings = settings with { Mail = settings.Mail with { Smtp = WithSecrets(smtp) } };
            settings.Check(file);
            return settings;
        }
        catch (JsonException e)
        {
            throw new SettingsException([$"{file}, line {e.LineNumber + 1}: {Explain(e, file)}"]);
        }
    }

    private static Smtp WithSecrets(Smtp smtp) => smtp with
    {
        Password = Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : smtp.Password,
        OAuth = smtp.OAuth is { } oauth && Environment.GetEnvironmentVariable(ClientSecretVariable) is { Length: > 0 } secret
            ? oauth with { ClientSecret = secret } : smtp.OAuth,
    };

    /// <summary>Names the setting, what was found and what is allowed. It never repeats a password.</summary>
    private static string Explain(JsonException e, string file)
    {
        string setting = e.Path is { Length: > 2 } path ? path[2..] : "the file as a whole";
        if (e.InnerException is JsonException syntax)
            return $"this is not JSON: {syntax.Message.Split(" LineNumber:")[0]}";
        if (e.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"{setting}: there is no such setting; docs/operations.md names them all";
        string line = File.ReadLines(file).ElementAtOrDefault((int)(e.LineNumber ?? 0))?.Trim().TrimEnd(',') ?? "";
        string found = line.Contains("password", StringComparison.OrdinalIgnoreCase)
            || line.Contains("secret", StringComparison.OrdinalIgnoreCase) ? "" : $"found {line}; ";
        string allowed = setting switch
        {
            "mail.perMinute" or "mail.perHour" or "mail.smtp.port" or "mail.smtp.timeoutSeconds" or "directory.confirmAfterDays"
                or "directory.askAgainAfterDays" or "directory.mostAsks" => "a whole number",
            "mail.smtp.startTls" => "\"required\", \"implicit\" or \"none\"",
            "mail.smtp" => "an object with at least host",
            "service" or "mail" or "directory" or "the file as a whole" => "an object",
            _ => "a text",
        };
        return $"{setting}: {found}allowed is {allowed}";
    }

    /// <summary>The pathway that the settings name, after a check.</summary>
    /// <exception cref="SettingsException">The file does not exist, or something in it is not allowed.</exception>
    public Pathway LoadPathway(string dataFolder)
    {
        if (Pathway is null)
            return new Pathway();
        string file = Path.Combine(dataFolder, Pathway);
        if (!File.Exists(file))
            throw new SettingsException([$"pathway: there is no file {file}"]);
        (Pathway pathway, IReadOnlyList<PathwayFile.Problem> problems) = PathwayFile.Parse(File.ReadAllBytes(file));
        return problems.Count is 0 ? pathway : throw new SettingsException([.. problems.Select(p => $"{file}: {p}")]);
    }

    /// <summary>The same file, as the source over which admins may set values.</summary>
    public PathwaySource SourceOfPathway(string dataFolder) =>
        Pathway is null ? PathwaySource.None : new PathwaySource(Pathway, File.ReadAllBytes(Path.Combine(dataFolder, Pathway)));

    /// <param name="listening">
    /// Where the service listens. It is also the public address, if that is on this machine and no other is set.
    /// </param>
    public ServiceProfile ProfileFor(Uri listening)
    {
        string url = Service.PublicUrl ?? (listening.IsLoopback ? listening.ToString()
            : throw new SettingsException(
                [$"service.publicUrl: not set; the service listens on {listening}, so say in {FileName} under which https address people "
                    + $"reach it"]));
        return new ServiceProfile(
            Service.Name ?? "Social Prescribing", Service.DiscreetName ?? "Your local team", Service.Phone ?? Words.NoPhone,
            new Uri(url.TrimEnd('/')), Mail.ReplyTo ?? "")
        {
            EarlierUrls = [.. (Service.EarlierUrls ?? []).Select(u => new Uri(u))],
        };
    }

    /// <summary>What admins cannot change on pages, because this file sets it.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> FixedBy =>
        new Dictionary<string, string?>
        {
            [SocialPrescribing.Service.ServiceSettings.Name] = Service.Name,
            [SocialPrescribing.Service.ServiceSettings.DiscreetName] = Service.DiscreetName,
            [SocialPrescribing.Service.ServiceSettings.Phone] = Service.Phone,
            [SocialPrescribing.Service.ServiceSettings.ReplyTo] = Mail.ReplyTo,
        }.Where(s => s.Value is not null).ToDictionary(
            s => s.Key, s => $"{FileName}: {(s.Key is SocialPrescribing.Service.ServiceSettings.ReplyTo ? "mail.replyTo" : s.Key)}");

    private void Check(string file)
    {
        List<string> problems = [];
        // If these are missing, a default applies. An empty one would leave a gap in messages, or name the data folder itself.
        foreach ((string setting, string? text) in (ReadOnlySpan<(string, string?)>)[
            ("service.name", Service.Name), ("service.discreetName", Service.DiscreetName), ("service.phone", Service.Phone),
            ("pathway", Pathway), ("messages", Messages), ("notices", Notices),
            ("mail.smtp.host", Mail.Smtp?.Host), ("mail.smtp.user", Mail.Smtp?.User),
            ("mail.smtp.trustedCertificate", Mail.Smtp?.TrustedCertificate)])
            if (text is not null && !ServiceProfile.Allows(text))
                problems.Add($"{file}: {setting}: found {Show(text)}; allowed is {ServiceProfile.Allowed}");
        foreach ((string setting, string? url) in (Service.EarlierUrls ?? []).Select(u => ("earlierUrls", (string?)u))
            .Prepend(("publicUrl", Service.PublicUrl)))
            if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http"))
                problems.Add($"{file}: service.{setting}: found {Show(url)}; allowed is an address such as \"https://links.example.org\"");
        foreach (string proxy in (Service.Proxies ?? []).Where(p => !IPAddress.TryParse(p, out _)))
            problems.Add($"{file}: service.proxies: found {Show(proxy)}; allowed are IP addresses such as \"10.0.0.2\"");
        string[] roles = [.. Enum.GetValues<StaffRole>().Select(ServiceSettings.Word)];
        foreach (string role in (Service.SecondStepFor ?? []).Except(roles))
            problems.Add($"{file}: service.secondStepFor: found {Show(role)}; allowed are {string.Join(", ", roles)}");
        foreach ((string setting, int found, int least, int most) in (ReadOnlySpan<(string, int, int, int)>)[
            ("confirmAfterDays", Directory.ConfirmAfterDays, 7, 730), ("askAgainAfterDays", Directory.AskAgainAfterDays, 1, 90),
            ("mostAsks", Directory.MostAsks, 0, 10)])
            if (found < least || found > most)
                problems.Add($"{file}: directory.{setting}: found {found}; allowed is {least} to {most}");
        if (Mail.PerMinute < 0 || Mail.PerHour < 0)
            problems.Add(
                $"{file}: mail.perMinute and mail.perHour: found {Mail.PerMinute} and {Mail.PerHour}; allowed is 0 for no limit, or more");
        if (Mail.From is { } from && !EmailAddress.IsPlausible(from))
            problems.Add($"{file}: mail.from: found {Show(from)}; allowed is an email address");
        if (Mail.ReplyTo is { } answers && !ServiceProfile.AllowsAddress(answers))
            problems.Add($"{file}: mail.replyTo: found {Show(answers)}; allowed is {ServiceProfile.AllowedAddress}");
        if (Mail.Smtp is { } smtp)
        {
            if (Mail.From is null)
                problems.Add($"{file}: mail.from: not set; mail by SMTP needs a sender's address");
            if (Service.Phone is null)
                problems.Add($"{file}: service.phone: not set; every message tells people where they reach a human");
            if (Service.PublicUrl is null)
                problems.Add(
                    $"{file}: service.publicUrl: not set; links in messages need the address under which people reach the service");
            if (smtp.OAuth is { } oauth)
            {
                foreach ((string setting, string? found) in (ReadOnlySpan<(string, string?)>)[("clientId", oauth.ClientId),
                    ("clientSecret", oauth.ClientSecret), ("scope", oauth.Scope)])
                    if (string.IsNullOrWhiteSpace(found))
                        problems.Add($"{file}: mail.smtp.oauth.{setting}: not set");
                if (!(Uri.TryCreate(oauth.TokenEndpoint, UriKind.Absolute, out Uri? endpoint)
                    && (endpoint.Scheme is "https" || endpoint is { Scheme: "http", IsLoopback: true })))
                    problems.Add(
                        $"{file}: mail.smtp.oauth.tokenEndpoint: found {Show(oauth.TokenEndpoint)}; allowed is an address that begins with "
                            + $"https://");
            }
            if (smtp.Port is < 1 or > 65535)
                problems.Add($"{file}: mail.smtp.port: found {smtp.Port}; allowed is 1 to 65535");
            if (smtp.TimeoutSeconds is < 1 or > 240)
                problems.Add($"{file}: mail.smtp.timeoutSeconds: found {smtp.TimeoutSeconds}; allowed is 1 to 240");
        }
        if (problems.Count > 0)
            throw new SettingsException(problems);
    }

    private static string Show(string? text) => $"\"{JsonEncodedText.Encode(text ?? "", JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LocalSettings))]
internal sealed partial class LocalJson : JsonSerializerContext;
