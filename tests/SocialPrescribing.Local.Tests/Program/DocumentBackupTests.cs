using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>Documents are files beside the database. A backup includes them, and a check reports missing ones.</summary>
public sealed class DocumentBackupTests : IDisposable
{
    private readonly DataFolder _data = new(), _restored = new();

    public void Dispose()
    {
        _data.Dispose();
        _restored.Dispose();
    }

    private async Task Live()
    {
        await using OneMachine machine = await OneMachine.Start(data: _data.Folder, keepData: true);
        (await machine.Refer((await machine.AddOrganisation()).Key, OneMachine.Referral())).EnsureSuccessStatusCode();
        Guid journey = await machine.Get<IJourneyStore>().All(default).FirstAsync();
        for (int i = 1; i <= 3; i++)
            Assert.IsType<CommandResult.Done>(await machine.Get<DocumentKeeping>().Add(
                journey, new NewDocument("Letter", "letter.pdf", SampleFiles.Pdf($"{i}")), Actor.Staff("worker"), $"d{i}", null, default));
        await machine.Get<JourneyService>().Do(
            journey, new Documents.Remove("d1", "It is about somebody else."), Actor.Staff("worker"), "d4", null, default);
    }

    [Fact]
    public async Task A_backup_holds_the_documents_and_check_finds_one_that_is_gone_or_changed()
    {
        await Live();
        string copy = Path.Combine(_restored.Path, SqliteDatabase.FileName);
        (int code, string said, string error) = await RunningProgram.Run("backup", copy, "--data", _data.Path);
        Assert.True(code is 0, error);
        Assert.Equal($"{copy}\n{copy}.documents (2 documents)\n", said);
        Assert.Equal(1, (await RunningProgram.Run("backup", copy, "--data", _data.Path)).Code);

        (code, said, _) = await RunningProgram.Run("check", "--data", _restored.Path);
        Assert.Equal(1, code);
        Assert.Contains("1 journeys checked, 2 findings", said, StringComparison.Ordinal);
        Directory.Move($"{copy}.documents", Path.Combine(_restored.Path, "documents"));
        Assert.Equal((0, "1 journeys checked, 0 findings\n", ""), await RunningProgram.Run("check", "--data", _restored.Path));

        string[] files = Directory.GetFiles(Path.Combine(_restored.Path, "documents"), "*", SearchOption.AllDirectories);
        File.Delete(files[0]);
        await File.AppendAllTextAsync(files[1], "x");
        (code, said, _) = await RunningProgram.Run("check", "--data", _restored.Path);
        Assert.Equal(1, code);
        Assert.Matches("^[0-9a-f]{32}\tWhat is in document d[23] is not ", said);
        Assert.Contains("is not there.", said, StringComparison.Ordinal);
        Assert.Contains("is not as it was written.", said, StringComparison.Ordinal);
    }

    /// <summary>Whoever has a backup and a key can make links that count.</summary>
    [Fact]
    public async Task No_key_is_in_a_backup()
    {
        await Live();
        string[] keys = Directory.GetFiles(Path.Combine(_data.Path, "keys"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(keys);
        Assert.Equal(0, (await RunningProgram.Run("backup", Path.Combine(_restored.Path, "copy.db"), "--data", _data.Path)).Code);

        string[] files = Directory.GetFiles(_restored.Path, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (byte[] key in keys.Select(File.ReadAllBytes))
        {
            Assert.InRange(key.Length, 16, int.MaxValue);
            Assert.DoesNotContain(files, f => File.ReadAllBytes(f).AsSpan().IndexOf(key) >= 0);
        }
    }

    [Fact]
    public async Task An_export_that_lacks_a_document_says_so()
    {
        await Live();
        string file = Path.Combine(_restored.Path, "moved.ndjson");
        File.Delete(Directory.GetFiles(Path.Combine(_data.Path, "documents"), "*", SearchOption.AllDirectories)[0]);
        (int code, string said, string error) = await RunningProgram.Run("export", file, "--data", _data.Path);
        Assert.True(code is 0, error);
        Assert.Contains("and 2 documents in", said, StringComparison.Ordinal);
        Assert.Contains("1 documents are not in the file", error, StringComparison.Ordinal);
    }
}
