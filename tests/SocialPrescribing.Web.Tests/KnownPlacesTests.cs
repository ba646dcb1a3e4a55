using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests;

/// <summary>Finds a point on the map for the words of a place, if the directory knows it.</summary>
public sealed class KnownPlacesTests
{
    private static readonly MapPoint _hall = new(51.1128, -0.8589), _church = new(51.2, -0.8);
    private static readonly KnownPlaces _places = new(
    [
        Entry("Forest Hall", "GU35 0BP", _hall), Entry("St Mary's", "GU9 7AA", _church),
        Entry("Village Hall", "GU30 7AA", _church), Entry("Village Hall", "GU31 4AA", _hall),
    ]);

    [Theory]
    [InlineData("Forest Hall", true)]
    [InlineData("forest hall, upstairs", true)]
    [InlineData("The library, Forest Road, gu35 0bp", true)]
    [InlineData("Forest Hall, GU35 9ZZ", false)] // another house of that name
    [InlineData("Village Hall", false)] // there are two
    [InlineData("A bench by the lake", false)]
    [InlineData("", false)]
    public void A_place_is_known_by_its_name_or_by_its_postcode(string where, bool isKnown) =>
        Assert.Equal(isKnown ? _hall : null, _places.Of(Meeting(new Place(PlaceKind.CommunityPlace, where), null)));

    [Fact]
    public void A_home_is_known_by_its_postcode_and_one_that_is_protected_never()
    {
        Address home = new(["4 Mill Lane"], "GU35 0BP");
        Assert.Equal(_hall, _places.Of(Meeting(new Place(PlaceKind.AtHome), home)));
        Assert.Null(_places.Of(Meeting(new Place(PlaceKind.AtHome), home with { Withheld = true })));
        Assert.Null(_places.Of(Meeting(new Place(PlaceKind.AtHome), null)));
        Assert.Null(_places.Of(Meeting(new Place(PlaceKind.Phone, "Forest Hall"), home)));
    }

    [Fact]
    public void A_postcode_that_was_imported_is_known_and_that_of_a_protected_home_is_not_asked_for()
    {
        Address home = new(["4 Mill Lane"], "GU34 1AB");
        DiaryEntry[] entries =
        [
            Meeting(new Place(PlaceKind.AtHome), home),
            Meeting(new Place(PlaceKind.AtHome), home with { Withheld = true, Postcode = "GU34 9AB" }),
            Meeting(new Place(PlaceKind.Surgery, "Chawton Surgery, gu341aa"), null), Meeting(new Place(PlaceKind.Phone), home),
        ];
        Assert.Equal(["GU34 1AB", "GU34 1AA"], KnownPlaces.PostcodesIn(entries));

        KnownPlaces places = new([], new Dictionary<string, MapPoint> { ["GU34 1AB"] = _hall, ["GU34 9AB"] = _church });
        Assert.Equal([_hall, null, null, null], entries.Select(places.Of));
    }

    private static StoredActivity Entry(string name, string postcode, MapPoint at) =>
        new(new ListedActivity(Guid.NewGuid(), new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Singers"),
            Place = new ActivityPlace(name, [], postcode, at.Latitude, at.Longitude),
        }, new ListingSource(default), default), 1, false);

    private static DiaryEntry Meeting(Place place, Address? home)
    {
        HeldReferral referral = new(Guid.NewGuid(), "SP-1", null, default,
            Example.Referral with { Person = Example.Person with { Address = home, NoFixedAbode = home is null } });
        Journey journey = Journey.Step(null, new Intake.Receive(Guid.NewGuid(), referral), new Pathway(),
            new Moment(PagesHost.Start, Actor.Referrer(null), "receive")).After!;
        return new(journey, "tom", default, default, new Meeting("m", 1, default, place, 60, default), null, null);
    }
}
