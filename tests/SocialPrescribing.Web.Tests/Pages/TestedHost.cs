using SocialPrescribing.Web.Tests.Pages;

namespace SocialPrescribing.Http.Tests;

/// <summary>In this assembly: the pages alone, put together as in both hosts, with a store in memory and without a socket.</summary>
public static partial class TestedHost
{
    public static async partial Task<TestedService> Start(SetUp setUp) => await PagesInMemory.Start(setUp);
}
