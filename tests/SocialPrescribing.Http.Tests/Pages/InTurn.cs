namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>One after the other. If the host is a process, each of these tests gets the one that the last has left running.</summary>
[CollectionDefinition(Name)]
public static class InTurn
{
    public const string Name = "in turn";
}
