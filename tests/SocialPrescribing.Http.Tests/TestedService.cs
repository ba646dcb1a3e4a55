using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;

namespace SocialPrescribing.Http.Tests;

/// <summary>How the service is set up before it starts.</summary>
/// <param name="At">The programme's time.</param>
/// <param name="Machine">The machine's clock (sessions, links, limits), where a test moves that on its own; null for the one that the host
/// has.</param>
/// <param name="IsTriedOut">As somebody sets it up who tries it on their own machine: staff sign in with a password, and mail goes to a
/// folder.</param>
/// <param name="Https">People reach it under an https address, as behind a reverse proxy. On Azure they always do.</param>
/// <param name="SendsMail">Mail is really sent, and nobody can look at it.</param>
/// <param name="Pathway">What stands in the pathway's file; null for none.</param>
/// <param name="KeysOf">The service whose keys its operator has brought along; null for keys of its own, where the host makes any.</param>
public sealed record SetUp(
    DateTimeOffset At, MovedClock? Machine = null, bool IsTriedOut = false, bool Https = false, bool SendsMail = false,
    string? Pathway = null, TestedService? KeysOf = null)
{
    /// <summary>Who cannot come in by a password alone. Only the pages in memory heed it.</summary>
    public IReadOnlyList<StaffRole> SecondStepFor { get; init; } = [];

    /// <summary>The platform signs staff in, as on Azure. Only the pages in memory heed it.</summary>
    public bool Platform { get; init; }
}

/// <summary>One suite, two hosts: each project that compiles these tests says how its host starts.</summary>
public static partial class TestedHost
{
    public static partial Task<TestedService> Start(SetUp setUp);
}

/// <summary>
/// A host of the service at work, on clocks that tests move. Tests speak to it over HTTP; what somebody would have done beforehand they do
/// through the service's own parts. Whatever differs between the hosts by design is decided here and nowhere in a test.
/// </summary>
public abstract class TestedService : IAsyncDisposable
{
    private static readonly TimeSpan _step = TimeSpan.FromHours(6);

    private HttpClient? _http;

    /// <summary>Where the host listens, on this machine.</summary>
    public abstract Uri Address { get; }

    /// <summary>Where people's browsers are when they send one of its forms.</summary>
    public virtual Uri Origin => Address;

    /// <summary>The programme's time.</summary>
    public abstract MovedClock Clock { get; }

    /// <summary>What was sent so far, newest first.</summary>
    public abstract IReadOnlyList<StoredLetter> Letters { get; }

    /// <summary>Speaks to the host without any key, and does not follow redirects.</summary>
    public HttpClient Http => _http ??= Client();

    /// <inheritdoc cref="Http"/>
    public HttpClient Client() => new(Connect()) { BaseAddress = Address };

    /// <summary>A line of its own to the host.</summary>
    public virtual HttpMessageHandler Connect() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };

    public abstract T Get<T>() where T : notnull;

    /// <summary>Everything that is due has happened, and everything that may be sent is sent.</summary>
    public abstract Task Settle();

    /// <summary>Somebody who works here gets what they need to sign in, if the host itself has to give it.</summary>
    public abstract Task<StaffMember> LetSignIn(StaffMember member);

    /// <summary>From now on the host knows what a test has changed beside it: names and choices may be a minute old.</summary>
    public virtual void SeesWhatIsNew()
    {
    }

    /// <summary>What comes between this browser and the host.</summary>
    public virtual void Connect(Pages.Visitor visitor)
    {
    }

    /// <summary>From now on this browser is that of a member of staff.</summary>
    public abstract Task SignIn(Pages.Visitor visitor, StaffMember member);

    /// <summary>What each request of such a browser carries.</summary>
    public abstract Task<(string Header, string Value)> SignedIn(StaffMember member);

    /// <summary>Where a page for staff leads whoever has not signed in.</summary>
    public abstract string SignInFor(string path);

    /// <summary>Whether the sender of a letter says nothing of what the service is for.</summary>
    public abstract bool HidesService(StoredLetter letter);

    /// <summary>Routes that are for other parts of the host's platform, and in no description.</summary>
    public virtual IReadOnlyList<string> RoutesOfPlatform => [];

    /// <summary>From now on nobody can read this journey.</summary>
    public abstract Task Spoil(Guid journey);

    /// <summary>
    /// Moves the clock in steps of six hours to each at which something is due, a letter may go or the morning's are written, and lets it
    /// happen.
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

    // Hashing a password is slow on purpose, and so would be each sign-in.
    private static readonly string _hash =
        new PasswordHasher<StaffMember>(Options.Create(new PasswordHasherOptions { IterationCount = 1 })).HashPassword(null!, Password);

    /// <summary>A password of their own, though all have the same.</summary>
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
