using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;

namespace SocialPrescribing.Http.Tests;

/// <summary>How the service is set up before it starts.</summary>
/// <param name="At">The programme's time.</param>
/// <param name="Machine">The machine's clock (sessions, links, limits), if a test moves that separately. Null for the host's own.</param>
/// <param name="IsTriedOut">Set up as on a developer's machine: staff sign in with a password, and mail goes to a folder.</param>
/// <param name="Https">The public address is HTTPS, as behind a reverse proxy. On Azure it always is.</param>
/// <param name="SendsMail">Mail is really sent, and nobody can look at it.</param>
/// <param name="Pathway">The content of the pathway's file. Null for no file.</param>
/// <param name="KeysOf">A service whose keys the operator has brought along. Null for new keys, if the host makes any.</param>
public sealed record SetUp(
    DateTimeOffset At, MovedClock? Machine = null, bool IsTriedOut = false, bool Https = false, bool SendsMail = false,
    string? Pathway = null, TestedService? KeysOf = null)
{
    /// <summary>Roles that need more than a password to sign in. Only the pages in memory use this.</summary>
    public IReadOnlyList<StaffRole> SecondStepFor { get; init; } = [];

    /// <summary>Whether the platform signs staff in, as on Azure. Only the pages in memory use this.</summary>
    public bool Platform { get; init; }
}

/// <summary>The same tests run on each host: each project that compiles them says how its host starts.</summary>
public static partial class TestedHost
{
    public static partial Task<TestedService> Start(SetUp setUp);
}

/// <summary>
/// A running host of the service whose clocks tests move. Tests speak to it over HTTP. What somebody would have set up beforehand they do
/// through the service's own parts. Intended differences between the hosts are handled here, never in a test.
/// </summary>
public abstract class TestedService : IAsyncDisposable
{
    private static readonly TimeSpan _step = TimeSpan.FromHours(6);

    private HttpClient? _http;

    /// <summary>The address at which the host listens on this machine.</summary>
    public abstract Uri Address { get; }

    /// <summary>The origin of people's browsers when they send a form.</summary>
    public virtual Uri Origin => Get<ServiceProfile>().PublicUrl;

    /// <summary>The programme's time.</summary>
    public abstract MovedClock Clock { get; }

    /// <summary>What was sent so far, newest first.</summary>
    public abstract IReadOnlyList<StoredLetter> Letters { get; }

    /// <summary>A client without any key that does not follow redirects.</summary>
    public HttpClient Http => _http ??= Client();

    /// <inheritdoc cref="Http"/>
    public HttpClient Client() => new(Connect()) { BaseAddress = Address };

    /// <summary>A separate connection to the host.</summary>
    public virtual HttpMessageHandler Connect() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };

    public abstract T Get<T>() where T : notnull;

    /// <summary>Waits until everything due has happened and every letter that may go has gone.</summary>
    public abstract Task Settle();

    /// <summary>Gives a member of staff what they need to sign in, if the host itself provides that.</summary>
    public abstract Task<StaffMember> LetSignIn(StaffMember member);

    /// <summary>Makes the host see what a test has changed behind its back. Otherwise its names and settings may be a minute old.</summary>
    public virtual void SeesWhatIsNew()
    {
    }

    /// <summary>Adds whatever stands between this browser and the host.</summary>
    public virtual void Connect(Pages.Visitor visitor)
    {
    }

    /// <summary>Signs a member of staff in with this browser.</summary>
    public abstract Task SignIn(Pages.Visitor visitor, StaffMember member);

    /// <summary>The header in each request of such a browser.</summary>
    public abstract Task<(string Header, string Value)> SignedIn(StaffMember member);

    /// <summary>Where a page for staff sends a visitor who is not signed in.</summary>
    public abstract string SignInFor(string path);

    /// <summary>Whether the sender of a letter does not show what the service is for.</summary>
    public abstract bool HidesService(StoredLetter letter);

    /// <summary>Routes for other parts of the host's platform. They are not in openapi.yaml.</summary>
    public virtual IReadOnlyList<string> RoutesOfPlatform => [];

    /// <summary>Makes this journey unreadable.</summary>
    public abstract Task Spoil(Guid journey);

    /// <summary>
    /// Moves the clock in steps of six hours. It stops at each step at which something is due, a letter may go, or the morning's
    /// letters are written, and lets it happen.
    /// </summary>
    public async Task MoveTo(DateTimeOffset to)
    {
        while (Clock.GetUtcNow() < to)
        {
            DateTimeOffset next = await Get<IJourneyStore>().NextDue(default) ?? DateTimeOffset.MaxValue;
            DateTimeOffset step = Clock.GetUtcNow() + _step;
            while (step < to && step < next && !IsFirstSinceEight(step) && await Get<IOutbox>().Waiting(step, 1, default) is [])
                step += _step;
            Clock.MoveTo(step < to ? step : to);
            await Settle();
        }
    }

    private static bool IsFirstSinceEight(DateTimeOffset step)
    {
        DateTimeOffset eight = WorkingCalendar.London(WorkingCalendar.LondonDate(step), new TimeOnly(8, 0));
        return step >= eight && step - _step < eight;
    }

    public Task Move(TimeSpan by) => MoveTo(Clock.GetUtcNow() + by);

    public async Task<(Organisation Organisation, string Key)> AddOrganisation(string name = "Mill Lane Surgery")
    {
        Organisation organisation = await Get<Organisations>().Ensure(name);
        return (organisation, (await Get<Organisations>().AddKey(organisation, CancellationToken.None)).Secret);
    }

    public async Task<(StaffMember Member, string Token)> AddStaff(StaffRole role = StaffRole.LinkWorker, string name = "Tom Ashby")
    {
        StaffDirectory staff = Get<StaffDirectory>();
        string email = $"{name.Split(' ')[0]}.{role}@service.example".ToLowerInvariant();
        StaffMember member =
            await staff.Add(email, name, role, CancellationToken.None) ?? (await staff.FindByEmail(email, CancellationToken.None))!;
        return (member, await staff.IssueToken(member.Id, CancellationToken.None));
    }

    public const string Password = "a kettle on a quiet hill";

    /// <summary>Hashing a password is slow on purpose and would make each sign-in slow.</summary>
    public static PasswordHashing Hashing { get; } = new(rounds: 1);

    private static readonly string _hash = Hashing.Of(Password);

    /// <summary>Gives the member a password. All have the same one.</summary>
    protected async Task<StaffMember> LetSignInWithPassword(StaffMember member) =>
        (await Get<StaffDirectory>().Change(member.Id, s => s with { PasswordHash = _hash }, default))!;

    protected static async Task SignInWithPassword(Pages.Visitor visitor, StaffMember member) =>
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Post("/sign-in", ("email", member.Email), ("password", Password))).StatusCode);

    protected async Task<(string Header, string Value)> SignedInWithPassword(StaffMember member) =>
        ("Cookie", $"{OwnCookies.NameOf(Get<HostSettings>(), Access.SessionCookie)}="
            + (await Get<StaffDirectory>().SignIn(member.Email, Password, "", default)).Session);

    protected static IReadOnlyList<StoredLetter> LettersIn(MailFolder mail)
    {
        List<StoredLetter> letters = [];
        for (int page = 1; mail.List(page) is { Letters.Count: > 0 } some; page++)
            letters.AddRange(some.Letters);
        return letters;
    }

    public virtual ValueTask DisposeAsync()
    {
        _http?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
