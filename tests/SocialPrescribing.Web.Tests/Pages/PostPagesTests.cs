using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Whoever cannot be reached by email is phoned, with words to say, or gets a letter by post.</summary>
public sealed class PostPagesTests
{
    private static Referral ByPhone(Referral r) => r with
    {
        Person = r.Person with
        {
            Contacts = [new ContactDetail(ContactKind.Mobile, "+447700900123", Allowed: true)],
            Address = new Address(["8 Camp Road", "Bordon"], "GU35 0XX"),
        },
    };

    private static Referral ByPost(Referral r) => ByPhone(r) with
    {
        Person = ByPhone(r).Person with { Contacts = [new ContactDetail(ContactKind.Post, "at home", Allowed: true)] },
    };

    [Fact]
    public async Task A_task_to_phone_holds_the_words_to_say_and_no_link()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(ByPhone, linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);

        string page = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}"));

        Assert.Contains("What to say", page, StringComparison.Ordinal);
        Assert.Contains("We have booked a meeting for you.", page, StringComparison.Ordinal);
        Assert.Contains("To answer this letter, please call us.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/m/", page, StringComparison.Ordinal);
        // For somebody who can be phoned no letter waits for the post.
        Assert.Contains("No letter waits for post.", await visitor.Html("/board/post"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_letters_that_wait_for_post_are_printed_at_once_with_their_addresses()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(ByPost, linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);

        string all = WebUtility.HtmlDecode(await visitor.Html("/board/post"));
        Assert.Contains("<bdi>8 Camp Road</bdi>", all, StringComparison.Ordinal);
        Assert.Contains("<bdi>GU35 0XX</bdi>", all, StringComparison.Ordinal);
        Assert.Contains("We have booked a meeting for you.", all, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", all[all.IndexOf("app-post", StringComparison.Ordinal)..], StringComparison.Ordinal);

        OpenTask task = (await host.State(id)).Tasks.First(t => t.Message is MessageKind.MeetingBooked);
        string box = $"task/{id:N}/{task.Id}";
        Assert.Contains($"name=\"{box}\"", all, StringComparison.Ordinal);
        string one = await visitor.Html($"/journeys/{id:N}/post?task={Uri.EscapeDataString(task.Id)}");
        Assert.Contains("8 Camp Road", one, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get($"/journeys/{id:N}/post?task=none")).StatusCode);

        // Each ticked task is done, and done only once.
        foreach (string said in (string[])["One task is marked as done.", "No task was marked"])
        {
            HttpResponseMessage sent = await visitor.Post(
                "/board/post", ("commandId", Guid.NewGuid().ToString("N")), (box, "yes"), ("task/none/x", "yes"));
            Assert.Contains(said, await visitor.Html(sent.Headers.Location!.OriginalString), StringComparison.Ordinal);
        }
        Assert.DoesNotContain((await host.State(id)).Tasks, t => t.Id == task.Id);
    }

    [Fact]
    public async Task A_protected_address_stands_on_no_paper_and_a_person_in_danger_gets_no_letter()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked(ByPost, linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);

        await host.Do(id, new AddressProtection.ChangeProtection(true, "Refuge, by phone"));
        string page = await visitor.Html("/board/post");
        Assert.Contains("stands on no paper", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Camp Road", page, StringComparison.Ordinal);

        await host.Do(id, new Concerns.Raise("He reads her post."));
        Assert.DoesNotContain("app-post__to", await visitor.Html("/board/post"), StringComparison.Ordinal);
        Assert.DoesNotContain("What to say", await visitor.Html($"/journeys/{id:N}"), StringComparison.Ordinal);
    }
}
