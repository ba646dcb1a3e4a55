using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Storage;

public sealed class PlacesFileTests : PlacesContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sp-places-").FullName;
    private readonly List<PlacesFile> _opened = [];

    protected override Task<IPlaces> Open() => Reopen();

    protected override Task<IPlaces> Reopen()
    {
        _opened.Add(new PlacesFile(_folder));
        return Task.FromResult<IPlaces>(_opened[^1]);
    }

    public override Task DisposeAsync()
    {
        // Neither an import nor a refusal leaves a half-written file.
        Assert.DoesNotContain(Directory.GetFiles(_folder), f => f.Contains("half", StringComparison.Ordinal));
        _opened.ForEach(p => p.Dispose());
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
