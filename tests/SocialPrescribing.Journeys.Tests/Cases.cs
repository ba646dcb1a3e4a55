using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>How many cases a property is tried with. <c>PROPERTIES=50</c> tries fifty times as many, to find what is rare.</summary>
internal static class Cases
{
    public static int Times { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PROPERTIES"), NumberStyles.None, CultureInfo.InvariantCulture, out int times)
            && times > 0 ? times : 1;

    public static Config Of(int usual = 100) => Config.QuickThrowOnFailure.WithMaxTest(usual * Times);
}
