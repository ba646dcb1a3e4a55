using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace SocialPrescribing.Browser.Tests;

/// <summary>A person's hand and eye at one task: what they click and type, and how far down each page it is.</summary>
/// <remarks>
/// Seconds are a person's, by the keystroke-level model (Card, Moran and Newell 1980): 1.35 to think of the next step, 1.1 to point at it,
/// 0.2 to click, 0.28 for each key. A clock would measure this machine; its time is shown beside them.
/// </remarks>
internal sealed class Hand(Screen screen, string who, string task)
{
    private const double Think = 1.35, Point = 1.1, Press = 0.2, Key = 0.28;

    private readonly long _began = Stopwatch.GetTimestamp();
    private int _clicks, _fields, _keys, _pages = 1, _pixels, _furthest;

    public async Task Click(string selector)
    {
        await Reach(selector);
        _clicks++;
        string at = screen.Page.Url.Split('#')[0];
        string page = await Mark();
        await screen.Page.Locator(selector).First.ClickAsync(new() { Force = true });
        await screen.Loaded();
        if (screen.Page.Url.Split('#')[0] == at && await Mark() == page)
            return;
        _pages++;
        _pixels += _furthest;
        _furthest = 0;
    }

    public async Task Type(string label, string text)
    {
        await Reach(screen.Named(label));
        (_fields, _keys) = (_fields + 1, _keys + text.Length);
        await screen.Type(label, text);
    }

    /// <summary>A field whose name occurs more than once on the page.</summary>
    public async Task Fill(string selector, string text)
    {
        await Reach(selector);
        (_fields, _keys) = (_fields + 1, _keys + text.Length);
        await screen.Page.Locator(selector).FillAsync(text);
    }

    public async Task Pick(string selector, string value)
    {
        await Reach(selector);
        (_fields, _clicks) = (_fields + 1, _clicks + 1);
        await screen.Page.Locator(selector).SelectOptionAsync(value);
    }

    public async Task Choose(string label, string option)
    {
        await Reach(screen.Named(label));
        (_fields, _clicks) = (_fields + 1, _clicks + 1);
        await screen.Choose(label, option);
    }

    public async Task See(string selector) => await Reach(selector);

    public double Seconds => (_clicks * (Think + Point + Press)) + (_fields * (Think + Point)) + (_keys * Key);

    /// <summary><c>| who | task | clicks | fields | pages | pixels | seconds | measured |</c></summary>
    public string Row()
    {
        return string.Create(CultureInfo.InvariantCulture,
            $"| {who} | {task} | {_clicks} | {_fields} | {_pages} | {_pixels + _furthest:N0} | {Seconds:0} | {Took:0.0} |");
    }

    private double Took => Stopwatch.GetElapsedTime(_began).TotalSeconds;

    public int Clicks => _clicks;
    public int Pages => _pages;

    private Task Reach(string selector) => Reach(screen.Page.Locator(selector).First);

    private async Task Reach(ILocator thing)
    {
        await thing.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        _furthest = Math.Max(_furthest,
            await thing.EvaluateAsync<int>("e => Math.round((e.labels?.[0] ?? e).getBoundingClientRect().bottom + window.scrollY)"));
    }

    /// <summary>A mark on the page. The same page loaded again gets another mark, so it counts as another page.</summary>
    private Task<string> Mark() => screen.Page.EvaluateAsync<string>("() => (window.__mark ??= `${Math.random()}`)");
}
