using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Storage;

public sealed class FolderDocumentsContractTests : DocumentsContract
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"sp-documents-{Guid.NewGuid():N}");

    protected override Task<IDocuments> Open() => Reopen();
    protected override Task<IDocuments> Reopen() => Task.FromResult<IDocuments>(FolderDocuments.In(_folder));

    public override Task DisposeAsync()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class FolderDocumentsTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"sp-documents-{Guid.NewGuid():N}");
    private readonly DocumentKey _key = new(Guid.NewGuid(), Guid.NewGuid());

    private FolderDocuments Documents => FolderDocuments.In(_folder);

    private string[] Files =>
        [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder, f))];

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nobody_but_their_owner_reads_them()
    {
        await Documents.Write(_key, "content"u8.ToArray(), default);
        Assert.Equal([Path.Combine("documents", $"{_key.Journey:N}", $"{_key.Content:N}")], Files);
        if (OperatingSystem.IsWindows())
            return;
        string file = Path.Combine(_folder, Files[0]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        for (string folder = Path.GetDirectoryName(file)!; folder != _folder; folder = Path.GetDirectoryName(folder)!)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public async Task What_was_cut_off_while_it_was_written_is_no_document_and_goes_at_the_next_start()
    {
        await Documents.Write(_key, "content"u8.ToArray(), default);
        string half = Path.Combine(_folder, Files[0]) + $".{Guid.NewGuid():N}.half";
        await File.WriteAllTextAsync(half, "con");
        Assert.Equal(_key, Assert.Single((await Documents.List(10, null, default)).Items).Key);
        Documents.ClearHalves();
        Assert.False(File.Exists(half));
        Assert.NotNull(await Documents.Open(_key, default));
    }

    [Fact]
    public async Task A_folder_copies_what_another_has_not_got_yet()
    {
        await Documents.Write(_key, "content"u8.ToArray(), default);
        FolderDocuments copy = FolderDocuments.In(Path.Combine(_folder, "copy"));
        Assert.Equal(1, await Documents.CopyTo(copy, default));
        Assert.Equal(0, await Documents.CopyTo(copy, default));
        using StreamReader read = new((await copy.Open(_key, default))!);
        Assert.Equal("content", await read.ReadToEndAsync());
    }

    [Fact]
    public async Task What_is_none_of_ours_is_passed_over()
    {
        await Documents.Write(_key, "content"u8.ToArray(), default);
        await File.WriteAllTextAsync(Path.Combine(_folder, "documents", ".DS_Store"), "x");
        await File.WriteAllTextAsync(Path.Combine(_folder, "documents", $"{_key.Journey:N}", "notes.txt"), "x");
        Assert.Single((await Documents.List(10, null, default)).Items);
    }
}
