using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;

namespace SocialPrescribing.Service.Tests;

public sealed class PinnedNotesTests
{
    [Fact]
    public async Task A_note_is_found_in_the_journal_by_the_id_under_which_it_was_written()
    {
        TestService service = new();
        Guid journey = await service.Receive();
        string note = await service.Give(journey, new Notes.Add("Knock loudly."));
        string talk = await service.Give(journey, new Contact.RecordConversation(ContactMethod.Phone, "Her GP"));
        service.Move(TimeSpan.FromDays(3));
        foreach (string none in (string[])[talk, "nothing"])
            Assert.Equal("note-unknown", Assert.IsType<CommandResult.Refused>(await service.Journeys.Do(
                journey, new Notes.Pin(none), Actor.Staff("lead"), $"pin-{none}", null, default)).Code);
        Assert.IsType<CommandResult.Done>(await service.Journeys.Do(
            journey, new Notes.Pin(note), Actor.Staff("lead"), "pin", null, default));
        Assert.Equal([new PinnedNote(note, "Knock loudly.", TestService.Monday, "worker")], (await service.State(journey)).PinnedNotes);
        // Sent again, it changes nothing.
        Assert.True(Assert.IsType<CommandResult.Done>(await service.Journeys.Do(
            journey, new Notes.Pin(note), Actor.Staff("lead"), "pin", null, default)).Repeated);
    }
}
