namespace SocialPrescribing.Journeys;

/// <summary>Where a task waits that belongs to nobody yet.</summary>
public static class Queues
{
    public const string Triage = "triage";
    public const string Lead = "lead";
    public const string Safeguarding = "safeguarding";

    public static bool Is(string? assignee) => assignee is Triage or Lead or Safeguarding;
}
