using SocialPrescribing.Journeys;
using SocialPrescribing.Journeys.Tests;
using Reach = SocialPrescribing.Web.Staff.Desk.Reach;

namespace SocialPrescribing.Web.Tests;

public sealed class ReachTests
{
    private static Reach With(params ContactDetail[] contacts)
    {
        Address safe = new([], Withheld: true);
        return Reach.Of(Story.Received(but: r => r with { Person = r.Person with { Contacts = contacts, Address = safe } }).Journey);
    }

    [Fact]
    public void What_can_be_dialled_comes_before_words_in_the_place_of_a_number()
    {
        Reach reach = With(new(ContactKind.Mobile, "ask next door", Allowed: true, Preferred: true),
            new(ContactKind.Landline, "18001 +441420555031", Allowed: true) { Note = "after six" });
        Assert.Equal("18001 01420 555031", reach.First!.Number);
        Assert.Contains("“after six”", reach.First.How, StringComparison.Ordinal);
        Assert.Contains(reach.Others, o => o.Value.StartsWith("ask next door", StringComparison.Ordinal));
    }

    [Fact]
    public void A_protected_address_is_named_among_what_is_never_done() =>
        Assert.Contains(With().Never, n => n.StartsWith("The address is protected", StringComparison.Ordinal));
}
