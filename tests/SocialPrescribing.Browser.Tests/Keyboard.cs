using Microsoft.Playwright;

namespace SocialPrescribing.Browser.Tests;

/// <summary>A user who never leaves the keyboard, and a count of the keys pressed.</summary>
internal sealed class Keyboard(Screen screen)
{
    private const int MostTabs = 80;

    /// <summary>How many keys were pressed. A letter, the tabulator, space and return count one each.</summary>
    public int Keys { get; private set; }

    /// <summary>How many fields were typed into, chosen in or ticked.</summary>
    public int Fields { get; private set; }

    /// <summary>Presses the tabulator until this is reached, passing everything in between as people have to.</summary>
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

    /// <summary>Chooses in a list by typing the first letters.</summary>
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

    /// <summary>Starts from the top of the page that was just opened.</summary>
    public async Task Press(string key)
    {
        Keys++;
        await screen.Page.Keyboard.PressAsync(key);
    }
}
