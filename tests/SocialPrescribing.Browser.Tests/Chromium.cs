using Microsoft.Playwright;

namespace SocialPrescribing.Browser.Tests;

/// <summary>The machine's browser, started once for all tests. Each user's own browser is a context in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(Start);
    private static int _users;
    private static (Uri Known, Uri At)? _finds;
    private IBrowser? _browser;

    /// <summary>Browsers that draw no window come first, because they use a quarter less processor time for the same pages.</summary>
    private static string[] Programs => ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

    /// <summary>Null if none is installed. <c>CHROMIUM</c> names one that is not on the path.</summary>
    internal static string? Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Programs.Select(program => Path.Combine(folder, program)))
            .FirstOrDefault(File.Exists);

    /// <summary>Maps a host's public address to its address here. To be called before the browser starts.</summary>
    internal static void Find(Uri known, Uri at) => _finds = (known, at);

    public async Task InitializeAsync()
    {
        Interlocked.Increment(ref _users);
        if (Program is not null)
            _browser = (await _started.Value).Browser;
    }

    /// <summary>The last user closes the browser. Both collections begin before either ends.</summary>
    public async Task DisposeAsync()
    {
        if (Interlocked.Decrement(ref _users) > 0 || !_started.IsValueCreated)
            return;
        (IPlaywright playwright, IBrowser browser) = await _started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> Start()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = _finds is var (known, at) ? [$"--host-resolver-rules=MAP {known.Authority} {at.Authority}"] : [],
        }));
    }

    /// <summary>A user's own browser, still empty.</summary>
    /// <param name="width">The only width in which its pages are checked. Without it each page is checked in every width.</param>
    internal async Task<Screen> Open(Uri address, Device device, int? width = null)
    {
        bool isPhone = device is Device.PhoneWithoutScripts;
        int[] widths = width is { } one ? [one] : isPhone ? [Screen.Phone] : [Screen.Desk, Screen.Phone];
        IBrowser browser = _browser ?? throw new InvalidOperationException(BrowserFactAttribute.Missing);
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = Screen.Of(widths[0]),
            HasTouch = isPhone || width is Screen.Phone,
            JavaScriptEnabled = !isPhone,
            Locale = "en-GB",
            // The browser may be anywhere. The pages show London time.
            TimezoneId = "Pacific/Auckland",
        });
        context.SetDefaultTimeout(20_000);
        return new Screen(await context.NewPageAsync(), address, widths, !isPhone);
    }
}

/// <summary>
/// At a desk with scripts, everything is done once, and each page is also checked at a phone's width. On a phone without scripts everything
/// is done again, with what a phone shows and without help from scripts.
/// </summary>
public enum Device { Desktop, PhoneWithoutScripts }

/// <summary>Tests run one after another within each of two collections. One draws while the other waits for an answer.</summary>
[CollectionDefinition(Name)]
public sealed class InABrowser : ICollectionFixture<Chromium>
{
    public const string Name = "in a browser";
}

/// <inheritdoc cref="InABrowser"/>
[CollectionDefinition(Name)]
public sealed class InAnotherBrowser : ICollectionFixture<Chromium>
{
    public const string Name = "in another browser";
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = WhyNot;

    internal const string Missing = "Chromium is not installed (or not on the path; CHROMIUM may name it).";

    /// <summary>With <c>NOTHING_MISSING=1</c> a test without its browser fails instead.</summary>
    internal static string? WhyNot =>
        Chromium.Program is null && Environment.GetEnvironmentVariable("NOTHING_MISSING") is not "1" ? Missing : null;
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = BrowserFactAttribute.WhyNot;
}
