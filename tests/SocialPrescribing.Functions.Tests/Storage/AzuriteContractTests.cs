using Microsoft.Extensions.Configuration;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service.Ports;

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
public sealed class AzuriteDeskTests(Azurite azurite) : DeskContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteFactsTests(Azurite azurite) : FactsContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteServiceSettingsTests(Azurite azurite) : ServiceSettingsContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteLetterTextsTests(Azurite azurite) : LetterTextsContract
{
    protected override Task<TestedStore> Open() => TestedTables.On(azurite.Connect());
}

[Collection(nameof(Azurite))]
public sealed class AzuriteErasureTests(Azurite azurite) : ErasureContract
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

[Collection(nameof(Azurite))]
public sealed class AzuriteDocumentsTests(Azurite azurite) : DocumentsContract
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}";

    protected override async Task<IDocuments> Open()
    {
        BlobDocuments documents = Connect();
        await documents.Create(CancellationToken.None);
        // The host does this at each start, too.
        await documents.Create(CancellationToken.None);
        return documents;
    }

    protected override Task<IDocuments> Reopen() => Task.FromResult<IDocuments>(Connect());

    private BlobDocuments Connect() => BlobDocuments.In(
        new ConfigurationBuilder().Build(), new TableStorageOptions(azurite.ConnectionString, null, Prefix: _prefix));
}

[Collection(nameof(Azurite))]
public sealed class AzuritePlacesTests(Azurite azurite) : PlacesContract
{
    private readonly string _table = $"t{Guid.NewGuid():N}{TablePlaces.Table}";

    protected override Task<IPlaces> Open() => Reopen();

    protected override Task<IPlaces> Reopen() => Task.FromResult<IPlaces>(
        new TablePlaces(azurite.Connect().GetTableClient(_table), PlacesOptions.Read("gu, RG12")!));
}
