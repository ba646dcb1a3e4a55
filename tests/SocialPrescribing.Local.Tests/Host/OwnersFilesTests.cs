namespace SocialPrescribing.Local.Tests.Host;

/// <summary>Whoever made the data folder may have let others look into it. What the service writes there is still its own alone.</summary>
public sealed class OwnersFilesTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("social-prescribing-owner-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Nobody_else_on_the_machine_reads_letters_keys_or_data()
    {
        // Windows has no such modes: a folder passes its rights on.
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        _data.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        await using OneMachine machine = await OneMachine.Start(data: _data, keepData: true);
        (await machine.Refer((await machine.AddOrganisation()).Key, OneMachine.Referral())).EnsureSuccessStatusCode();
        await machine.Settle();
        Assert.NotEmpty(machine.Letters);

        Assert.Empty(_data.EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            // It holds nothing.
            .Where(f => f.Name is not "serving.lock" && (f.UnixFileMode & others) is not UnixFileMode.None)
            .Select(f => $"{f.Name}: {f.UnixFileMode}"));
        Assert.Contains(_data.EnumerateFiles("*.key", SearchOption.AllDirectories), f => f.Name is "person.key");
    }
}
