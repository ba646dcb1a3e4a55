using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Api;

/// <summary>The referrers' API: they send a referral and ask about it.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class ReferralEndpoints
{
    private const int LongestIdempotencyKey = 255;

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi();
        api.TakesOnly("/api/referrals", api.MapPost("/api/referrals", Receive));
        api.TakesOnly("/api/referrals/{id}", api.MapGet("/api/referrals/{id}", Show));
    }

    private static async Task<Results<Reply<ReferralIntake.Receipt>, ApiProblem>> Receive(
        HttpContext context, Access access, ReferralRates rates, ReferralIntake intake, Pathway pathway, Clocks clocks,
        ILogger<ReferralEndpoints> log)
    {
        if (await access.Organisation(context) is not { } organisation)
            return ApiProblem.KeyMissing;
        if (rates.WaitFor(organisation) is { } wait)
            return ApiProblem.TooMany(wait);
        if (!TryGetIdempotencyKey(context.Request, out string? key))
            return new ApiProblem("invalid-idempotency-key", 400, "The Idempotency-Key cannot be used",
                $"Send one Idempotency-Key of 1 to {LongestIdempotencyKey} visible ASCII characters, or none.");

        (JsonBody? body, ApiProblem? unreadable) = await JsonBody.Read(context.Request);
        if (body is null)
            return unreadable!;
        using (body)
        {
            (Referral? referral, IReadOnlyList<Problem> problems, IReadOnlyList<ReadingNote> notes) =
                ReferralReader.Read(body.Root, pathway, WorkingCalendar.LondonDate(clocks.Now));
            // If the idempotency key was used with another body, that is the answer, whatever is wrong with this body.
            IntakeResult? result = referral is null
                ? await intake.AnswerAgain(organisation.Id, body.Bytes, key, context.RequestAborted)
                : await intake.Receive(referral, notes, organisation.Id, body.Bytes, key, context.RequestAborted);
            return result switch
            {
                null => Invalid(organisation, problems, log),
                IntakeResult.Received received => Created(context, received),
                IntakeResult.KeyReused =>
                    new ApiProblem("idempotency-key-reused", 422, "The Idempotency-Key has been used",
                        "You sent another body under this Idempotency-Key before. Use a new key for a new referral."),
                IntakeResult.Full =>
                    new ApiProblem("too-many-referrals", 409, "No more referrals fit",
                        "So much has been referred for this person that no more fits. Nothing was stored; please call the service."),
                IntakeResult.Resting => ApiProblem.Resting,
                _ => ApiProblem.Busy,
            };
        }
    }

    private static ApiProblem Invalid(Organisation organisation, IReadOnlyList<Problem> problems, ILogger log)
    {
        string codes = string.Join(' ', problems.Select(p => p.Code).Distinct());
        LogInvalid(log, organisation.Id, codes);
        return ApiProblem.Invalid("invalid-referral", "referral", problems);
    }

    /// <summary>The answer is the same whether or not the person was known here, and whether or not it is repeated.</summary>
    private static Reply<ReferralIntake.Receipt> Created(HttpContext context, IntakeResult.Received received)
    {
        context.Response.Headers.Location = $"/api/referrals/{received.Receipt.Id}";
        if (received.Repeated)
            context.Response.Headers["Idempotency-Replayed"] = "true";
        return new(received.Receipt, ApiJson.Default.Receipt, StatusCodes.Status201Created);
    }

    private static async Task<Results<Reply<ReferralView>, ApiProblem>> Show(
        string id, HttpContext context, Access access, IRegister register, IJourneyStore store, Pathway pathway)
    {
        if (await access.Organisation(context) is not { } organisation)
            return ApiProblem.KeyMissing;
        (LoadedJourney loaded, HeldReferral? referral) = await Find(id, register, store, context.RequestAborted);
        // Otherwise the sender would believe that it was lost, and send it again.
        if (loaded is LoadedJourney.Unreadable)
            return ApiProblem.Unreadable(CannotBeRead);
        if (loaded is not LoadedJourney.Found { Stored.State: var journey } || referral is null)
            return ApiProblem.NotFound("referral");
        // Another organisation's referral looks as if it did not exist.
        return referral.Organisation != organisation.Id ? ApiProblem.NotFound("referral")
            : new Reply<ReferralView>(ReferralView.Of(referral, ReferralStatus.Of(journey, referral, pathway)),
                ApiJson.Default.ReferralView);
    }

    private const string CannotBeRead =
        "What is stored about this referral cannot be read at the moment. It is not lost, and need not be sent again.";

    private static async Task<(LoadedJourney Journey, HeldReferral? Referral)> Find(
        string sent, IRegister register, IJourneyStore store, CancellationToken cancellation)
    {
        if (!Guid.TryParse(sent, out Guid id)
            || await ReferralIntake.LookUps.In(register).Get(id.ToString("N"), cancellation) is not { Value: var journey })
            return (new LoadedJourney.Missing(), null);
        return await store.LoadReferral(journey, id, cancellation);
    }

    private static bool TryGetIdempotencyKey(HttpRequest request, out string? key)
    {
        Microsoft.Extensions.Primitives.StringValues sent = request.Headers["Idempotency-Key"];
        key = sent.Count is 1 ? sent[0] : null;
        return sent.Count is 0 || (key is { Length: >= 1 and <= LongestIdempotencyKey } && key.All(c => c is > ' ' and <= '~'));
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information,
        Message = "Organisation {Organisation} sent a referral that was refused for {Codes}")]
    private static partial void LogInvalid(ILogger log, string organisation, string codes);
}

/// <summary>What a referrer sees of a referral: no personal details.</summary>
internal sealed record ReferralView(
    Guid Id, string Reference, ReferralTaskStatus Status, string? StatusReason, Stage Stage, IReadOnlyList<Milestone> Milestones,
    NextStep? Next)
{
    public static ReferralView Of(HeldReferral referral, ReferralStatus status) =>
        new(referral.Id, referral.Reference, status.Status, status.StatusReason, status.Stage, status.Milestones, status.Next);
}
