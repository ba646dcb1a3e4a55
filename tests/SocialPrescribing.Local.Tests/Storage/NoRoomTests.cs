using Microsoft.Data.Sqlite;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Local.Tests.Storage;

/// <summary>What the operator and the senders are told when the disk is full.</summary>
public sealed class NoRoomTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("PRAGMA max_page_count = 1", "the disk is full")]
    [InlineData("PRAGMA query_only = 1", "the data cannot be written: they, or the disk, are read-only")]
    public async Task A_disk_that_takes_nothing_is_named_and_whoever_sent_something_may_send_it_again(string trouble, string why)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(_data.Path);
        await database.Write(connection =>
        {
            connection.Execute(trouble);
            return true;
        }, default);
        SqliteFailures failures = new();

        SqliteException failure = await Assert.ThrowsAsync<SqliteException>(async () =>
        {
            for (int i = 0; i < 10; i++)
                await database.Register.Put(new RecordWrite("kind", $"{i}", new string('x', 20_000)), default);
        });

        Assert.True(failures.IsTransient(failure));
        Assert.Equal(why, failures.Explain(failure));
        Assert.Null(failures.Explain(new TimeoutException()));
    }

    /// <summary>A document is a file, and the first thing that does not fit.</summary>
    [Theory]
    [InlineData(28, "the disk is full")]
    [InlineData(30, "the data cannot be written: they, or the disk, are read-only")]
    [InlineData(5, "the disk does not read or write; it may be full or read-only")]
    [InlineData(2, null)]
    public void A_file_that_could_not_be_written_is_told_like_the_database(int code, string? why)
    {
        IOException failure = new("No.", code);

        Assert.Equal((why, why is not null), (new SqliteFailures().Explain(failure), new SqliteFailures().IsTransient(failure)));
    }

    [Fact]
    public async Task Whether_work_is_taken_says_why_not()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(_data.Path);
        Clocks clocks = new(TimeProvider.System, TimeProvider.System);
        await database.Write(connection =>
        {
            connection.Execute("PRAGMA query_only = 1");
            return true;
        }, default);
        using Health health = new(null!, database.Register, new BackgroundLoops(), clocks, new SqliteFailures());

        Assert.False(await health.IsReady(default));

        Assert.Equal("the data cannot be written: they, or the disk, are read-only", health.WhyNot);
    }
}
