using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>What a user has on the screen. No page may ever ask another site for anything, or log an error.</summary>
internal sealed class Screen : IAsyncDisposable
{
    /// <summary>Beside the solution, where continuous integration collects them.</summary>
    private static readonly string _pictures = Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "artifacts", "pages");

    /// <summary>Screenshots take a third of these tests' time, and no test looks at one, so <c>test.sh</c> makes none.</summary>
    private static readonly bool _keepsPictures = Environment.GetEnvironmentVariable("PICTURES") is not "0";

    /// <summary>
    /// Runs axe in the page itself and asks only for violations. Its library for Playwright opens another page each time and transfers all
    /// passed checks too, which takes ten times as long. Letters are in frames in which no script runs.
    /// </summary>
    private const string Violations = """
        async contrast => (await axe.run(document, {
          resultTypes: ['violations'], iframes: false, rules: { 'color-contrast': { enabled: contrast } } })).violations.map(v =>
          `${v.id} (${v.impact}): ${v.help}\n` + v.nodes.slice(0, 4).map(n => `    ${n.html}\n`).join(''))
        """;

    /// <summary>The widths for which pages are drawn: a desk's screen and a common phone.</summary>
    public const int Desk = 1280, Phone = 360;

    /// <summary>At this width no page may need sideways scrolling (WCAG 1.4.10).</summary>
    private const int Narrowest = 320;

    private readonly Uri _address;
    private readonly int[] _widths;
    private readonly bool _hasScripts;
    private readonly ConcurrentQueue<string> _wrong = new();

    public Screen(IPage page, Uri address, int[] widths, bool hasScripts)
    {
        (Page, _address, _widths, _hasScripts) = (page, address, widths, hasScripts);
        page.Request += (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal) && new Uri(request.Url).Authority != _address.Authority)
                _wrong.Enqueue($"It asked {new Uri(request.Url).Authority}.");
        };
        // Violations of the content security policy appear here, too. That a form was refused with its status is no error.
        page.Console += (_, line) =>
        {
            if (line.Type is "error" or "warning"
                && !line.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))
                _wrong.Enqueue(line.Text);
        };
        page.PageError += (_, problem) => _wrong.Enqueue(problem);
    }

    public IPage Page { get; }
    public string At => new Uri(Page.Url).PathAndQuery;

    public async Task<int> Go(string path) => (await Page.GotoAsync(path))!.Status;

    public ILocator Named(string label) => Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true });

    public Task Type(string label, string text) => Named(label).FillAsync(text);

    public Task Tick(string label) => Named(label).CheckAsync(new LocatorCheckOptions { Force = true });

    public Task Choose(string label, string option) => Named(label).SelectOptionAsync(new SelectOptionValue { Label = option });

    public Task Press(string button) =>
        Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).First.ClickAsync();

    public Task Follow(string link) =>
        Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = link, Exact = true }).First.ClickAsync();

    /// <param name="home">The page on which somebody in this role begins.</param>
    public async Task SignIn(StaffMember member, string home = "/board")
    {
        await Go("/sign-in");
        await Type("Email address", member.Email);
        await Type("Password", PagesHost.Password);
        await Press("Sign in");
        await ComesTo($"**{home}**");
    }

    /// <summary>
    /// Waits for the address and then until the page is <see cref="Loaded"/>. It asks for the address repeatedly, because the event may
    /// come before anybody waits for it.
    /// </summary>
    /// <param name="address">Two asterisks stand for anything.</param>
    public async Task ComesTo(string address)
    {
        Regex there = new($"^{Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal)}$");
        await Assertions.Expect(Page).ToHaveURLAsync(there, new PageAssertionsToHaveURLOptions { Timeout = 20_000 });
        await Loaded();
    }

    public Task Sees(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>
    /// Asks the page itself, because its event may come before anybody waits for it. It is asked from outside: in a page without scripts
    /// no timer runs, so <c>WaitForFunctionAsync</c> would ask once and never again.
    /// </summary>
    public Task Loaded() => Assertions.Expect(Page.Locator("html"))
        .ToHaveJSPropertyAsync("ownerDocument.readyState", "complete", new LocatorAssertionsToHaveJSPropertyOptions { Timeout = 20_000 });

    public async Task<string> Heading() => await Page.Locator("h1").First.InnerTextAsync();

    /// <summary>How much of a page is visible at once on a screen of this width.</summary>
    public static ViewportSize Of(int width) => new() { Width = width, Height = width > Phone ? 900 : 780 };

    /// <summary>
    /// Checks the page for users with any kind of eyes, hands or ears, in each width. The page is loaded once and drawn again for each.
    /// Screenshots are kept, unless PICTURES=0.
    /// </summary>
    /// <param name="coloursInEachWidth">Colours take two thirds of the time, so a page's are looked at in its first width only. The pages
    /// of all parts are looked at in each.</param>
    public async Task Look(string name, bool coloursInEachWidth = false)
    {
        Directory.CreateDirectory(_pictures);
        if (_hasScripts)
        {
            if (!await Page.EvaluateAsync<bool>(AxeFile.Load))
                await Page.EvaluateAsync(AxeFile.Script);
            foreach (int width in _widths)
            {
                await Resize(width);
                if (_keepsPictures)
                    await Page.ScreenshotAsync(new PageScreenshotOptions
                    {
                        Path = Path.Combine(_pictures, string.Create(CultureInfo.InvariantCulture, $"{name}-{width}.jpg")),
                        Type = ScreenshotType.Jpeg,
                        Quality = 60,
                        FullPage = true,
                    });
                string[] violations = await Page.EvaluateAsync<string[]>(Violations, coloursInEachWidth || width == _widths[0]);
                Assert.True(violations is [], $"{name} at {At}, {width} pixels:\n{string.Join('\n', violations)}");
                await IsNoWider(name);
            }
        }
        await Resize(Narrowest);
        await IsNoWider(name);
        await Resize(_widths[0]);
        Assert.True(_wrong.IsEmpty, $"{name} at {At}: {string.Join(' ', _wrong)}");
    }

    private async Task Resize(int width)
    {
        if (Page.ViewportSize!.Width == width)
            return;
        await Page.SetViewportSizeAsync(width, Of(width).Height);
        if (_hasScripts)
            await Page.EvaluateAsync(Settled);
    }

    /// <summary>After a change of width, the header's menu and the charts take a few frames to settle.</summary>
    private const string Settled = """
        async () => {
          for (let i = 0; i < 6 && document.querySelector('.nhsuk-header__menu, canvas'); i++)
            await new Promise(requestAnimationFrame);
        }
        """;

    private async Task IsNoWider(string name)
    {
        int wider = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(wider <= 0, string.Create(
            CultureInfo.InvariantCulture, $"{name} at {At} is {wider} pixels wider than {Page.ViewportSize!.Width}."));
    }

    /// <summary>The path of a file beside the screenshots.</summary>
    public static string Beside(string name)
    {
        Directory.CreateDirectory(_pictures);
        return Path.Combine(_pictures, name);
    }

    /// <summary>Saves measurements with the screenshots, and a screenshot of where they were taken.</summary>
    public async Task Keep(string name, string measured)
    {
        Directory.CreateDirectory(_pictures);
        await File.WriteAllTextAsync(Path.Combine(_pictures, $"{name}.md"), measured);
        if (_keepsPictures)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, $"{name}.png"), FullPage = true });
    }

    /// <summary>The tabulator key reaches every control, in the page's order, and the focus is visible on each.</summary>
    public async Task IsUsedByKeyboardAlone()
    {
        const string usable = """
            [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
              .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.tabIndex >= 0)
              .filter(e => e.type !== 'radio' || e === (document.querySelector(`input[type=radio][name="${CSS.escape(e.name)}"]:checked`) ?? document.querySelector(`input[type=radio][name="${CSS.escape(e.name)}"]`)))
            """;
        const string described =
            "e => `${e.tagName.toLowerCase()} ${e.name || e.id || e.getAttribute('href') || e.textContent.trim().slice(0, 30)}`";
        string[] expected = await Page.EvaluateAsync<string[]>($"() => {usable}.map({described})");
        Assert.NotEmpty(expected);
        await Page.EvaluateAsync("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }");
        List<string> reached = [];
        for (int i = 0; i < expected.Length; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            reached.Add(await Page.EvaluateAsync<string>($"() => ({described})(document.activeElement)"));
            bool seen = await Page.EvaluateAsync<bool>("""
                () => {
                  const e = document.activeElement, near = [e, e.parentElement, ...e.children, ...(e.labels ?? []), ...(e.nextElementSibling ? [e.nextElementSibling] : [])];
                  const marks = s => [s.outlineStyle === 'none' || s.outlineColor === 'rgba(0, 0, 0, 0)' ? '' : s.outlineWidth, s.boxShadow, s.backgroundColor].join();
                  const look = () => near.flatMap(n => [null, '::before', '::after'].map(part => marks(getComputedStyle(n, part)))).join(';');
                  const reached = look();
                  e.blur();
                  const left = look();
                  e.focus({ focusVisible: true });
                  return reached !== left;
                }
                """);
            Assert.True(seen, $"On {At} one does not see that {reached[^1]} is reached.");
        }
        Assert.Equal(expected, reached);
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private static string Root(DirectoryInfo folder) =>
        Directory.Exists(Path.Combine(folder.FullName, "src")) ? folder.FullName : Root(folder.Parent!);
}
