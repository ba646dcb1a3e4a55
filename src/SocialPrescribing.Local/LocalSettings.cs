using System.Net;
using System.Text.Json;
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
    public ServiceSettings Service { get; init; } = new();
    /// <summary>The pathway's file, relative to the data folder; null for the defaults.</summary>
    public string? Pathway { get; init; }
    /// <summary>A folder with message files that replace the shipped ones, relative to the data folder.</summary>
    public string? Messages { get; init; }
    /// <summary>A folder in the data folder with the operator's own privacy, accessibility and cookies pages.</summary>
    public string? Notices { get; init; }
    public DirectorySettings Directory { get; init; } = new();
    public MailSettings Mail { get; init; } = new();

    public sealed record ServiceSettings
    {
        public string? Name { get; init; }
        public string? DiscreetName { get; init; }
        public string? Phone { get; init; }
        public string? PublicUrl { get; init; }
        /// <summary>
        /// Addresses of reverse proxies on other machines whose <c>X-Forwarded-For</c> is believed. One on this machine is always believed.
        /// </summary>
        public IReadOnlyList<string> Proxies { get; init; } = [];
        /// <summary>Roles that cannot sign in with a password alone.</summary>
        public IReadOnlyList<StaffRole> SecondStepFor { get; init; } = [];
        /// <summary>Addresses that <see cref="PublicUrl"/> was before, or under which people also come in.</summary>
        public IReadOnlyList<string> EarlierUrls { get; init; } = [];
    }

    /// <param name="PerMinute">The most messages in a minute; 0 for no limit.</param>
    /// <param name="PerHour">The most messages in an hour; 0 for no limit.</param>
    /// <param name="Smtp">Null keeps the mail in a folder, which <c>/mail</c> shows.</param>
    /// <param name="ReplyTo">Where answers to letters go; null if nobody reads them.</param>
    public sealed record MailSettings(
        string? From = null, int PerMinute = 0, int PerHour = 0, Smtp? Smtp = null, string? ReplyTo = null);

    public sealed record Smtp(
        string Host, int Port, StartTls StartTls, string? User, string? Password, int TimeoutSeconds, string? TrustedCertificate,
        OAuth? OAuth);

    /// <summary>For a server that requires OAuth 2 instead of a password: the client credentials grant.</summary>
    public sealed record OAuth(string TokenEndpoint, string ClientId, string? ClientSecret, string Scope);

    public const string FileName = "settings.json";
    /// <summary>Sets <c>mail.smtp.password</c> from the environment, so that the secret need not be in a file.</summary>
    public const string PasswordVariable = "SOCIAL_PRESCRIBING_SMTP_PASSWORD";

    /// <summary>The same for <c>mail.smtp.oauth.clientSecret</c>.</summary>
    public const string ClientSecretVariable = "SOCIAL_PRESCRIBING_SMTP_CLIENT_SECRET";

    private static readonly JsonForm<int> _limit =
        JsonForms.Whole(0, int.MaxValue) with { Allowed = "a whole number, 0 for no limit" };
    private static readonly JsonForm<string> _line = JsonForms.TextOf(ServiceProfile.Allowed, ServiceProfile.Allows);
    private static readonly JsonForm<string> _address = JsonForms.TextOf("an address such as \"https://links.example.org\"",
        text => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http");
    private static readonly JsonForm<string> _endpoint = JsonForms.TextOf("an address that begins with https://",
        text => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme is "https" || uri is { Scheme: "http", IsLoopback: true }));
    private static readonly JsonForm<string> _proxy =
        JsonForms.TextOf("an IP address such as \"10.0.0.2\"", text => IPAddress.TryParse(text, out _));

    /// <exception cref="SettingsException">Something in the file is not allowed.</exception>
    public static LocalSettings Load(string dataFolder)
    {
        string file = Path.Combine(dataFolder, FileName);
        if (!File.Exists(file))
            return new LocalSettings();
        if (PathwayFile.Open(File.ReadAllBytes(file), out JsonDocument document) is { } wrong)
            throw new SettingsException([$"{file}: {wrong}"]);
        using (document)
        {
            List<Misfit> misfits = [];
            JsonFields root = new(document.RootElement, misfits);
            LocalSettings settings = Read(root);
            root.RefuseUnknown();
            if (!root.IsObject)
                root.Refuse(null, JsonForms.WrongType, "a JSON object", root.Element);
            string[] problems =
            [
                .. misfits.Select(m => PathwayFile.Problem.Of(m) with { Found = Show(m), Allowed = Allowed(m) }).Concat(settings.Lacks())
                    .DistinctBy(p => p.Setting).Select(p => $"{file}: {p}"),
            ];
            return problems is [] ? settings : throw new SettingsException(problems);
        }
    }

    private static LocalSettings Read(JsonFields file) => new()
    {
        Service = file.Object("service", f => new ServiceSettings
        {
            Name = Text(f, "name", _line),
            DiscreetName = Text(f, "discreetName", _line),
            Phone = Text(f, "phone", _line),
            PublicUrl = Text(f, "publicUrl", _address),
            Proxies = List(f, "proxies", _proxy),
            SecondStepFor = List(f, "secondStepFor", JsonForms.Word<StaffRole>()),
            EarlierUrls = List(f, "earlierUrls", _address),
        }) ?? new(),
        Pathway = Text(file, "pathway", _line),
        Messages = Text(file, "messages", _line),
        Notices = Text(file, "notices", _line),
        Directory = file.Object("directory", f => new DirectorySettings(
            Value(f, "confirmAfterDays", JsonForms.Whole(7, 730), 90), Value(f, "askAgainAfterDays", JsonForms.Whole(1, 90), 14),
            Value(f, "mostAsks", JsonForms.Whole(0, 10), 3))) ?? new(),
        Mail = file.Object("mail", f => new MailSettings(
            Text(f, "from", JsonForms.TextOf("an email address", EmailAddress.IsPlausible)), Value(f, "perMinute", _limit, 0),
            Value(f, "perHour", _limit, 0), f.Object("smtp", SmtpOf),
            Text(f, "replyTo", JsonForms.TextOf(ServiceProfile.AllowedAddress, ServiceProfile.AllowsAddress)))) ?? new(),
    };

    private static Smtp SmtpOf(JsonFields f) => new(
        Text(f, "host", _line, required: true) ?? "", Value(f, "port", JsonForms.Whole(1, 65535), 587),
        Value(f, "startTls", JsonForms.Word<StartTls>(), StartTls.Required), Text(f, "user", _line),
        Secret(f, "password", PasswordVariable), Value(f, "timeoutSeconds", JsonForms.Whole(1, 240), 30),
        Text(f, "trustedCertificate", _line), f.Object("oauth", oauth => new OAuth(
            Text(oauth, "tokenEndpoint", _endpoint, required: true) ?? "", Text(oauth, "clientId", _line, required: true) ?? "",
            Secret(oauth, "clientSecret", ClientSecretVariable), Text(oauth, "scope", _line, required: true) ?? "")));

    private static string? Text(JsonFields fields, string name, JsonForm<string> form, bool required = false) =>
        fields.Take(name, form, out string text, required) ? text : null;

    private static string? Secret(JsonFields fields, string name, string variable) =>
        Text(fields, name, JsonForms.Text) is var given && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } secret
            ? secret : given;

    private static T Value<T>(JsonFields fields, string name, JsonForm<T> form, T otherwise) =>
        fields.Take(name, form, out T value) ? value : otherwise;

    private static T[] List<T>(JsonFields fields, string name, JsonForm<T> form) =>
        !fields.Take(name, JsonForms.List, out JsonElement list) ? []
            : [.. fields.Items(name, list).SelectMany(i => fields.Fits(i.At, i.Item, form, out T value) ? [value] : (T[])[])];

    /// <summary>What was found. It never repeats a password, also where that stands in the wrong place.</summary>
    private static string Show(Misfit misfit)
    {
        PathwayFile.Problem problem = PathwayFile.Problem.Of(misfit);
        return misfit.Code is "unknown-field" ? "a name that is not known"
            : $"{problem.Setting} {problem.Found}" is var all && (all.Contains("password", StringComparison.OrdinalIgnoreCase)
                || all.Contains("secret", StringComparison.OrdinalIgnoreCase)) ? "something that is not shown here" : problem.Found;
    }

    private static string Allowed(Misfit misfit) => misfit.Code is "unknown-field" ? $"one of {misfit.Allowed}" : misfit.Allowed;

    /// <summary>What mail by SMTP needs and is not set.</summary>
    private IEnumerable<PathwayFile.Problem> Lacks() => Mail.Smtp is not { } smtp ? []
        : new (string Setting, string? Value, string Allowed)[]
        {
            ("mail.from", Mail.From, "a sender's address, which mail by SMTP needs"),
            ("service.phone", Service.Phone, "where people reach a human: every message tells them"),
            ("service.publicUrl", Service.PublicUrl, "the address under which people reach the service: links in messages need it"),
            ("mail.smtp.oauth.clientSecret", smtp.OAuth is { } oauth ? oauth.ClientSecret : "-", "a text"),
        }.Where(needed => string.IsNullOrWhiteSpace(needed.Value))
        .Select(needed => new PathwayFile.Problem(needed.Setting, "nothing", needed.Allowed));

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
            EarlierUrls = [.. Service.EarlierUrls.Select(u => new Uri(u))],
        };
    }

    /// <summary>What admins cannot change on pages, because this file sets it.</summary>
    public IReadOnlyDictionary<string, string> FixedBy =>
        new Dictionary<string, string?>
        {
            [SocialPrescribing.Service.ServiceSettings.Name] = Service.Name,
            [SocialPrescribing.Service.ServiceSettings.DiscreetName] = Service.DiscreetName,
            [SocialPrescribing.Service.ServiceSettings.Phone] = Service.Phone,
            [SocialPrescribing.Service.ServiceSettings.ReplyTo] = Mail.ReplyTo,
        }.Where(s => s.Value is not null).ToDictionary(
            s => s.Key, s => $"{FileName}: {(s.Key is SocialPrescribing.Service.ServiceSettings.ReplyTo ? "mail.replyTo" : s.Key)}");
}
