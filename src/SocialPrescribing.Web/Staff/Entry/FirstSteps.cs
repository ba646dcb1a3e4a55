using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>One thing that a new service needs. Whether it is done follows from the facts, and nobody ticks it off.</summary>
/// <param name="Path">Where to do it; null if it has a button of its own.</param>
/// <param name="Hint">What there is now.</param>
public sealed record FirstStep(string Title, string? Path, bool IsDone, string Hint);

/// <param name="Test">The journey of a test referral, if there still is one.</param>
public sealed record FirstStepsView(IReadOnlyList<FirstStep> Steps, Guid? Test, bool IsHidden)
{
    public int Done => Steps.Count(s => s.IsDone);
    public bool AreAllDone => Done == Steps.Count && Test is null;
}

/// <summary>
/// What a new service needs before the first real referral, and a referral without a real person to check that everything works.
/// </summary>
public sealed class FirstSteps(
    IRegister register, IJourneyStore store, StaffDirectory staff, Organisations organisations, ActivityDirectory directory,
    PublicNotices notices, TestReferrals tests, ReferralIntake intake, JourneyService journeys, InForce<Pathway> pathways,
    HostSettings settings)
{
    private const string Hidden = "hidden", AllDone = "done", Test = "Test";
    private readonly Records<string> _shown = RecordKinds.FirstSteps.Of(FirstStepsJson.Default.String).In(register);
    // Once they are done they stay done. Somebody who wants to see them again opens their page.
    private volatile bool _areOver;

    /// <summary>For the board: null if the reader does not do these steps, and once they are done.</summary>
    public async Task<FirstStepsView?> Open(StaffMember reader, CancellationToken cancellation)
    {
        if (_areOver || settings.IsDemo || reader.Role is not StaffRole.Admin)
            return null;
        if (await _shown.Get(cancellation) is not null)
        {
            _areOver = true;
            return null;
        }
        FirstStepsView view = await Look(cancellation);
        if (!view.AreAllDone)
            return view;
        await Say(AllDone, cancellation);
        return null;
    }

    public async Task<FirstStepsView> Look(CancellationToken cancellation)
    {
        string? shown = (await _shown.Get(cancellation))?.Value;
        IReadOnlyList<StaffMember> all = await staff.All(cancellation);
        int others = all.Count(s => s.SupportsPeople), keys = (await organisations.All(cancellation)).Count,
            listed = (await directory.AllCached(cancellation)).Count;
        IReadOnlyList<(Guid Journey, TestReferral Test)> sent = await tests.All(cancellation);
        bool hasPhone = settings.Profile.Phone != Words.NoPhone;
        bool isPrivacySaid = !notices.Unfinished.Any(file => file.EndsWith("privacy.md", StringComparison.Ordinal));
        return new FirstStepsView(
            [
                new("The name and phone number of the service", "/settings/service", hasPhone,
                    hasPhone ? $"{settings.Profile.Name}, {settings.Profile.Phone}" : $"{settings.Profile.Name}, no phone number yet"),
                new("The people who work here", "/settings/staff", others > 0,
                    Count(others, "person who can be somebody's link worker", "people who can be somebody's link worker")),
                new("An organisation that refers", "/settings/organisations", keys > 0, Count(keys, "organisation", "organisations")),
                new("Activities to introduce people to", "/settings/directory", listed > 0, Count(listed, "activity", "activities")),
                new("Your privacy notice", "/privacy", isPrivacySaid,
                    isPrivacySaid ? "Nothing in it is left open" : "It still has gaps, marked in it, that only you can fill"),
                new("A test referral", null, sent.Count > 0,
                    "An invented person, marked as a test, with letters to your own address. You throw it away afterwards"),
            ],
            sent.FirstOrDefault(t => t.Test.ThrownAwayAt is null) is { Test: not null } open ? open.Journey : null, shown is Hidden);
    }

    public Task Hide(CancellationToken cancellation) => Say(Hidden, cancellation);

    /// <summary>
    /// Sends a test referral without a real person the whole way. Its sender gets the letters, both as the referrer and as the person.
    /// </summary>
    /// <param name="request">The same request sent twice counts once.</param>
    /// <returns>Its reference; null if it was not accepted.</returns>
    public async Task<string?> SendTest(StaffMember by, string request, DateOnly today, CancellationToken cancellation)
    {
        Referral referral = TestFor(by, today.AddYears(-pathways.Now.MinimumAge - 30));
        if (ReferralRules.Check(referral, pathways.Now, today) is not ({ } right, [], _)
            || await intake.Receive(right, organisation: null, System.Text.Encoding.UTF8.GetBytes(request), $"test {request}", cancellation)
                is not IntakeResult.Received { Receipt: var receipt }
            || await ReferralIntake.LookUps.In(register).Get(receipt.Id.ToString("N"), cancellation) is not { Value: var journey })
            return null;
        await tests.Mark(journey, by.Id, cancellation);
        return receipt.Reference;
    }

    /// <returns>What prevents it, in a sentence; null if it is done.</returns>
    public async Task<string?> ThrowAway(Guid journey, StaffMember by, CancellationToken cancellation)
    {
        if (!(await tests.All(cancellation)).Any(t => t.Journey == journey && t.Test.ThrownAwayAt is null))
            return null;
        const string why = "This was a test.";
        CommandResult result = await journeys.Do(journey, new Closing.Close(ClosingReason.EnteredInError, why),
            Actor.Staff(by.Id), $"test-thrown-away-{journey:N}", null, cancellation);
        if (result is CommandResult.Refused { Code: not "support-ended" } refused)
            return refused.Sentence;
        // Nobody is behind it, so nobody has to be told that it was a mistake.
        foreach (OpenTask task in (await store.Find(journey, cancellation))?.State.Tasks ?? [])
            await journeys.Do(journey, new Tasks.Complete(task.Id, why), Actor.Staff(by.Id),
                HexDigest.Of($"{journey:N}/{task.Id}")[..32], null, cancellation);
        await tests.Forget(journey, cancellation);
        return null;
    }

    /// <summary>Only such a referral is looked up among the test referrals.</summary>
    public static bool LooksLikeATest(Referral details) => details.Referrer is { Service: Test, Organisation: Test };

    private static Referral TestFor(StaffMember by, DateOnly born) => new()
    {
        Source = ReferralSource.Other,
        Referrer = new Referrer { Name = by.Name, Service = Test, Organisation = Test, Email = by.Email },
        Person = new Person
        {
            FirstName = "Test",
            FamilyName = "Referral",
            DateOfBirth = born,
            Address = new Address(["1 Test Street"]),
            Contacts = [new ContactDetail(ContactKind.Email, by.Email, Allowed: true, Preferred: true)],
        },
        GpPractice = new GpPractice("A12345", "Test"),
        Reason = $"This is a test that {by.Name} sent. Nobody is behind it. It is thrown away under Settings, First steps.",
        Needs = [Needs.Standard[0]],
        Risks = [new Risk(Risk.None)],
        Consent = new Consent(ToShare: true, Consent.ByPerson),
    };

    private async Task Say(string what, CancellationToken cancellation)
    {
        await _shown.Change(_ => what, cancellation);
        _areOver = true;
    }

    private static string Count(int number, string one, string more) =>
        number is 0 ? "None yet" : string.Create(CultureInfo.InvariantCulture, $"{number} {(number is 1 ? one : more)}");
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class FirstStepsJson : System.Text.Json.Serialization.JsonSerializerContext;
