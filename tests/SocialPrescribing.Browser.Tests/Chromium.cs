using Microsoft.Playwright;

namespace SocialPrescribing.Browser.Tests;

/// <summary>The browser that the machine has, started once for all tests of a collection.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>What has no window to draw is asked first: the same pages cost a quarter less of the processor.</summary>
    private static string[] Programs => ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

    /// <summary>Null where none is installed. <c>CHROMIUM</c> names one that is not on the path.</summary>
    internal static string? Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Programs.Select(program => Path.Combine(folder, program)))
            .FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Program is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Somebody's own browser, with nothing in it yet.</summary>
    internal async Task<Screen> Open(Uri address, Device device)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize =
                device.IsPhone() ? new ViewportSize { Width = 320, Height = 640 } : new ViewportSize { Width = 1280, Height = 900 },
            DeviceScaleFactor = device.IsPhone() ? 2 : 1,
            HasTouch = device.IsPhone(),
            JavaScriptEnabled = device is not Device.PhoneWithoutScripts,
            Locale = "en-GB",
            // Somebody's browser may be anywhere; what the pages say is London's.
            TimezoneId = "Pacific/Auckland",
        });
        context.SetDefaultTimeout(20_000);
        return new Screen(await context.NewPageAsync(), address, device);
    }
}

public enum Device { Desktop, Phone, PhoneWithoutScripts }

internal static class Devices
{
    public static bool IsPhone(this Device device) => device is not Device.Desktop;
}

/// <summary>Tests run one after another in each of two browsers: one draws while the other waits for an answer.</summary>
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
    public BrowserFactAttribute() => Skip = Chromium.Program is null ? Missing : null;

    internal const string Missing = "Chromium is not installed (or not on the path; CHROMIUM may name it).";
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Program is null ? BrowserFactAttribute.Missing : null;
}
