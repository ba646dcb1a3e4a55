using FsCheck;
using FsCheck.Fluent;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Service.Tests.Directory;

public sealed class WordIndexTests
{
    private static StoredActivity Entry(string name, string description = "", string provider = "Voices", string? place = null) => new(
        new ListedActivity(Guid.NewGuid(), new ListingDetails
        {
            Name = name,
            Description = description,
            Provider = new ActivityProvider(Guid.Empty, provider),
            Place = place is null ? null : new ActivityPlace(place),
        }, new ListingSource(ListingOrigin.Staff), default), 1, Unconfirmed: false);

    [Theory]
    [InlineData("sing", true)]
    [InlineData("SINGING forest voices", true)]
    [InlineData("o'clock ten", true)]
    [InlineData("château", true)]
    [InlineData("ten\u00a0o'clock", true)]
    [InlineData("hallten", false)]
    [InlineData("singing tuesday", false)]
    [InlineData("chateau", false)]
    public void An_entry_is_found_by_any_piece_of_its_words_wherever_they_stand(string typed, bool isFound)
    {
        StoredActivity choir = Entry("Singing at the Château", "Ten o'clock", place: "Forest Hall");

        IReadOnlySet<Guid> found = new WordIndex([Entry("Tuesday lunch"), choir]).Saying(WordIndex.WordsOf(typed, 8));

        Assert.Equal(isFound ? [choir.Activity.Id] : [], found);
    }

    /// <summary>The index is only a faster way to look for each word in each text.</summary>
    [Fact]
    public void It_finds_what_reading_every_text_finds()
    {
        Gen<string> text = from length in Gen.Choose(0, 12)
                           from characters in Gen.Elements(" aabbß\n\u00a0İi".ToCharArray()).ArrayOf(length)
                           select new string(characters);
        Gen<StoredActivity> entry = from name in text
                                    from description in text
                                    from provider in text
                                    from place in text
                                    select Entry(name, description, provider, place);
        Gen<(StoredActivity[] Entries, string Typed)> all = from many in Gen.Choose(0, 6)
                                                            from entries in entry.ArrayOf(many)
                                                            from typed in text
                                                            select (entries, typed);

        Prop.ForAll(all.ToArbitrary(), one =>
        {
            IReadOnlyList<string> words = WordIndex.WordsOf(one.Typed, 8);
            Assert.Equal(
                one.Entries.Where(e => words.All(w => Searched(e.Activity.Details).Contains(w, StringComparison.Ordinal)))
                    .Select(e => e.Activity.Id).Order(),
                new WordIndex(one.Entries).Saying(words).Order());
        }).QuickCheckThrowOnFailure();

        static string Searched(ListingDetails details) =>
            string.Join('\n', details.Name, details.Description, details.Provider.Name, details.Place?.Name).ToUpperInvariant();
    }
}
