using SocialPrescribing.Journeys;
namespace SocialPrescribing.Service;

public static class JournalCheck
{
    public sealed record Finding(Guid Journey, string What); public sealed record Report(int Journeys, IReadOnlyList<Finding> Findings);
    public static Task<Report> Run(IJourneyStore store, Pathway pathway, CancellationToken c) => Task.FromResult(new Report(0, []));
}
