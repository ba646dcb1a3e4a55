using SocialPrescribing.Web.Tests.Pages;

namespace SocialPrescribing.Http.Tests;

/// <summary>Here, the pages alone: as both hosts put them together, from a store in memory and without a socket.</summary>
public static partial class TestedHost
{
    public static async partial Task<TestedService> Start(SetUp setUp) => await PagesInMemory.Start(setUp);
}
