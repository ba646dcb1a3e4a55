using Microsoft.Playwright;

namespace SocialPrescribing.Browser.Tests;

/// <summary>Hands that never leave the keyboard, and a count of what they pressed.</summary>
internal sealed class Keyboard(Screen screen)
{
    private const int MostTabs = 80;

    /// <summary>Keys that were pressed: a letter, the tabulator, space and return count one each.</summary>
    public int Keys { get; private set; }

    /// <summary>Fields that were typed into, chosen in or ticked.</summary>
    public int Fields { get; private set; }

    /// <summary>Onward until this is reached; whatever stands between is passed, as people have to.</summary>
    public async Task To(ILocator there)
    {
        for (int i = 0; i < MostTabs; i++)
        {
            if (await there.EvaluateAsync<bool>("e => e === document.activeElement"))
                return;
            await Press("Tab");
        }
        Assert.Fail($"On {screen.At} the tabulator does not reach {there}.");
    }

    public async Task Type(string label, string text)
    {
        await To(screen.Named(label));
        Fields++;
        Keys += text.Length;
        await screen.Page.Keyboard.TypeAsync(text);
    }

    /// <summary>In a list: the first letters of what is meant.</summary>
    public Task Choose(string label, string begins) => Type(label, begins);

    public async Task Tick(string label)
    {
        await To(screen.Named(label));
        Fields++;
        await Press("Space");
    }

    public async Task Press(IPage page, string button)
    {
        await To(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).First);
        await Press("Enter");
    }

    /// <summary>From the top of the page that was just opened.</summary>
    public async Task Press(string key)
    {
        Keys++;
        await screen.Page.Keyboard.PressAsync(key);
    }
}
