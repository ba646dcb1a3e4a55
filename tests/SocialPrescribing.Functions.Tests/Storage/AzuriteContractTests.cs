using SocialPrescribing.Contracts;

namespace SocialPrescribing.Functions.Tests.Storage;

[Collection(nameof(Azurite))]
public sealed class AzuriteJourneysTests(Azurite azurite) : JourneyStoreContract
{
    protected override (int Callers, int Each) Crowd => (10, 5);

    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteBoardTests(Azurite azurite) : BoardContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteRegisterTests(Azurite azurite) : RegisterContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteOutboxTests(Azurite azurite) : OutboxContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteMovingTests(Azurite azurite) : MovingContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteUnreadableTests(Azurite azurite) : UnreadableContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuritePathwayChangeTests(Azurite azurite) : PathwayChangeContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}
