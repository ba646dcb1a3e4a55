namespace SocialPrescribing.Journeys.Tests;

/// <summary>What holds for each row.</summary>
public sealed class MessageTypeTests
{
    public static IEnumerable<object[]> Kinds => Enum.GetValues<MessageKind>().Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_human_is_asked_where_there_is_another_way_than_mail_and_only_a_letter_to_a_person_is_posted(MessageKind kind)
    {
        MessageType type = MessageType.Of(kind);
        Assert.Equal(MessageChannel.Email, type.Channels[0]);
        Assert.Equal(type.Channels.Contains(MessageChannel.Phone),
            Messages.TaskInstead(Story.Received().Journey, kind, null, Messages.Reasons.NoChannel) is not null);
        Assert.False(type.Channels.Contains(MessageChannel.Post) && type.To is not Recipient.Person);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_is_nobody_that_a_journey_knows_has_no_address_in_it(MessageKind kind) => Assert.False(
        MessageType.Of(kind) is { Address: not null, To: not (Recipient.Person or Recipient.Referrer or Recipient.Provider) });

    [Fact]
    public void What_goes_to_an_address_that_nobody_has_confirmed_stops_nothing_and_goes_to_nobody_else() => Assert.All(
        Enum.GetValues<MessageKind>().Select(MessageType.Of).Where(type => type.IsToNewAddress),
        type => Assert.Equal((OptOut.Nothing, false), (type.Stops, type.Channels.Count > 1)));
}
