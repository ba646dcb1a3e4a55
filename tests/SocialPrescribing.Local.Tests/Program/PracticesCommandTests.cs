namespace SocialPrescribing.Local.Tests.Program;

public sealed class PracticesCommandTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    internal static string Row(string code, string status) =>
        $"\"{code}\",\"MILL LANE SURGERY\",\"Y59\",\"QU9\",\"1 MILL LANE\",\"\",\"\",\"ALTON\",\"\","
        + $"\"GU34 1AA\",\"19740401\",\"\",\"{status}\"{string.Concat(Enumerable.Repeat(",\"\"", 12))},\"4\",\"\"\r\n";

    [Fact]
    public async Task Practices_are_imported_and_bad_rows_are_named()
    {
        Directory.CreateDirectory(_data.Path);
        string file = Path.Combine(_data.Path, "epraccur.csv");
        await File.WriteAllTextAsync(file, Row("J82155", "A") + Row("J82156", "Q"));
        (int code, string said, _) = await RunningProgram.Run("practices", "import", file, "--data", _data.Path);
        Assert.Equal((0, "line 2\tleft out\tits status is not one that is known\n1 practices taken; 1 lines left out"),
            (code, said.Trim().ReplaceLineEndings("\n")));
        await File.WriteAllTextAsync(file, "name,provider\nChoir,Voices\n");
        foreach (string bad in (string[])[file, file + ".zip"])
        {
            (int refused, _, string why) = await RunningProgram.Run("practices", "import", bad, "--data", _data.Path);
            Assert.Equal(1, refused);
            Assert.Single(why.Trim().Split('\n'));
        }
    }
}
