using SocialPrescribing.Faults.Tests;

/// <summary>The runtime calls it in the program, before the program's first line, where DOTNET_STARTUP_HOOKS names this assembly.</summary>
internal static class StartupHook
{
    public static void Initialize() =>
        PlantedBug.Plant(() => PlantedBug.All.Single(b => b.Name == Environment.GetEnvironmentVariable(PlantedBug.Variable)));
}
