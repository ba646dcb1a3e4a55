using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>What somebody has before them, and what no page may ever do: ask anybody else for anything, or complain.</summary>
internal sealed class Screen : IAsyncDisposable
{
    /// <summary>Beside the solution, where continuous integration takes them from.</summary>
    private static readonly string _pictures = Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "artifacts", "pages");

    /// <summary>They are a third of what these tests cost, and no test looks at one: <c>test.sh</c> does without.</summary>
    private static readonly bool _keepsPictures = Environment.GetEnvironmentVariable("PICTURES") is not "0";

    private static readonly string _axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// Axe is asked in the page itself, for what is wrong and nothing else. The library for Playwright opens a page of its own each time
    /// and sends everything that is right through it, which takes ten times as long. Letters stand in frames in which no script runs.
    /// </summary>
    private const string Violations = """
        async () => (await axe.run(document, { resultTypes: ['violations'], iframes: false })).violations.map(v =>
          `${v.id} (${v.impact}): ${v.help}\n` + v.nodes.slice(0, 4).map(n => `    ${n.html}\n`).join(''))
        """;

    /// <summary>What pages are drawn for: a desk's screen and the usual phone.</summary>
    public const int Desk = 1280, Phone = 360;

    /// <summary>No page may ask anybody to scroll sideways here (WCAG 1.4.10).</summary>
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
        // A policy that forbids something says so here, too. That a form was refused with its status is no complaint.
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

    /// <param name="home">Where somebody of their role begins.</param>
    public async Task SignIn(StaffMember member, string home = "/board")
    {
        await Go("/sign-in");
        await Type("Email address", member.Email);
        await Type("Password", PagesHost.Password);
        await Press("Sign in");
        await ComesTo($"**{home}**");
    }

    /// <summary>
    /// Until it is loaded, see <see cref="Loaded"/>. The address is asked for again and again: an event may have come before anybody waits.
    /// </summary>
    /// <param name="address">Two asterisks stand for anything.</param>
    public async Task ComesTo(string address)
    {
        Regex there = new($"^{Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal)}$");
        await Assertions.Expect(Page).ToHaveURLAsync(there, new PageAssertionsToHaveURLOptions { Timeout = 20_000 });
        await Loaded();
    }

    public Task Sees(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Asked of the page itself: its event may have come before anybody waits for it.</summary>
    public Task Loaded() => Page.WaitForFunctionAsync("() => document.readyState === 'complete'");

    public async Task<string> Heading() => await Page.Locator("h1").First.InnerTextAsync();

    /// <summary>How much of a page somebody sees at once who has a screen of this width.</summary>
    public static ViewportSize Of(int width) => new() { Width = width, Height = width > Phone ? 900 : 780 };

    /// <summary>
    /// The page as somebody with any pair of eyes, hands or ears meets it, in each width that it is drawn for. It is loaded once and drawn
    /// anew. Its pictures are kept, unless PICTURES=0.
    /// </summary>
    public async Task Look(string name)
    {
        Directory.CreateDirectory(_pictures);
        if (_hasScripts)
        {
            await Page.EvaluateAsync(_axe);
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
                string[] violations = await Page.EvaluateAsync<string[]>(Violations);
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

    /// <summary>The menu of the header and charts are arranged anew in the next frames after the page has got another width.</summary>
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

    /// <summary>Where something is kept beside the pictures.</summary>
    public static string Beside(string name)
    {
        Directory.CreateDirectory(_pictures);
        return Path.Combine(_pictures, name);
    }

    /// <summary>Keeps what was measured beside the pictures, and a picture of where it was measured.</summary>
    public async Task Keep(string name, string measured)
    {
        Directory.CreateDirectory(_pictures);
        await File.WriteAllTextAsync(Path.Combine(_pictures, $"{name}.md"), measured);
        if (_keepsPictures)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, $"{name}.png"), FullPage = true });
    }

    /// <summary>Everything that can be used is reached by the tabulator key, in the order of the page, and is seen to be reached.</summary>
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
