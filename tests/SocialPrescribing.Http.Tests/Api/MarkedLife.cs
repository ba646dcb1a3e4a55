using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>A person whose every value is marked is referred, answers letters, is supported and discharged, on either host.</summary>
internal static partial class MarkedLife
{
    /// <returns>The person's journey.</returns>
    public static async Task<Guid> Of(TestedService service)
    {
        (_, string key) = await service.AddOrganisation();
        (StaffMember worker, string token) = await service.AddStaff();
        using HttpRequestMessage refer = new(HttpMethod.Post, "/api/referrals")
        {
            Content = new StringContent(Marked.Referral().ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "X-Api-Key", key } },
        };
        using HttpResponseMessage referred = await service.Http.SendAsync(refer);
        Assert.True(referred.StatusCode is HttpStatusCode.Created, await referred.Content.ReadAsStringAsync());
        string referral = Guid.Parse(referred.Headers.Location!.ToString().Split('/')[^1]).ToString("N");
        Guid journey = (await ReferralIntake.LookUps.In(service.Get<IRegister>()).Get(referral, default))!.Value;
        int commands = 0;
        async Task<string> Do(JourneyCommand command)
        {
            string id = $"marked-{++commands}";
            CommandResult result = await service.Get<JourneyService>().Do(journey, command, Actor.Staff(worker.Id), id, null, default);
            Assert.True(result is CommandResult.Done, $"{command}: {result}");
            await service.Settle();
            return id;
        }
        await service.Settle();
        await Do(new Intake.Accept(LinkWorker: worker.Id));
        await Do(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, IdentityChecked: true, Note: Marked.Note));
        await Do(new Concerns.Raise(Marked.Note));
        string concern = (await service.Get<IJourneyStore>().Find(journey, default))!.State.Concerns[^1].Id;
        await Do(new Concerns.Acknowledge(concern, Marked.Note, Settled: true));
        string meeting = await Do(new Meetings.Book(service.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.AtHome)));

        // Answers by the link in the letter.
        string letter = service.Letters.Select(l => Answer().Match(l.Text)).First(m => m.Success).Value;
        using Visitor person = new(service);
        Assert.Equal(HttpStatusCode.SeeOther, (await person.Post($"{letter}/another-time", ("note", Marked.Words),
            ("meeting", $"{meeting}/1"), ("commandId", Guid.NewGuid().ToString("N")))).StatusCode);
        (await person.Get($"/p/{Marked.Words}")).Dispose();
        Assert.Contains(await service.Get<IJourneyStore>().Journal(journey, default),
            c => Given.Written(c.Events).Contains(Marked.Words, StringComparison.Ordinal));
        await Do(new Meetings.Move(meeting, service.Clock.GetUtcNow().AddDays(4), new Place(PlaceKind.AtHome)));

        await service.Move(TimeSpan.FromDays(5));
        await Do(new Meetings.RecordOutcome(meeting, MeetingOutcome.Held, Note: Marked.Note));
        await Do(Example.Plan with { WhatMatters = Marked.Note });
        Assert.IsType<CommandResult.Done>(await service.Get<DocumentKeeping>().Add(
            journey, new NewDocument(Marked.Title, $"{Marked.Title}.pdf", SampleFiles.Pdf(Marked.Title)), Actor.Staff(worker.Id),
            "marked-d", null, default));

        // Requests that are refused, from a program and from a page.
        foreach (string body in (string[])[$$"""{"commandId":"a1","kind":"addNote","text":5,"note":"{{Marked.Note}}"}""",
            $$"""{"commandId":"a2","kind":"recordMeetingOutcome","meeting":"{{Marked.Note}}","outcome":"held"}"""])
        {
            using HttpRequestMessage command = new(HttpMethod.Post, $"/api/journeys/{journey}/commands")
            {
                Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
                Headers = { { "X-Staff-Token", token } },
            };
            using HttpResponseMessage refused = await service.Http.SendAsync(command);
            Assert.InRange((int)refused.StatusCode, 400, 499);
            Assert.Null(Marked.In((await refused.Content.ReadAsStringAsync()).Replace("/note", "", StringComparison.Ordinal)));
        }
        await service.Move(TimeSpan.FromDays(10));
        await Do(new Closing.Close(ClosingReason.GoalsMet, Marked.Note));
        await service.Move(TimeSpan.FromDays(1));
        Assert.NotEmpty(service.Letters);
        return journey;
    }

    [GeneratedRegex(@"/m/[^\s/)]+")]
    private static partial Regex Answer();
}
