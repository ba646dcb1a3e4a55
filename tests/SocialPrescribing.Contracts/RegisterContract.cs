using SocialPrescribing.Service.Ports;


namespace SocialPrescribing.Contracts;

/// <summary>What the register promises: one winner per version, and keys and texts that come back as they went in.</summary>
public abstract class RegisterContract : StoreContract
{
    /// <summary>Keys that stores are tempted to read as patterns, paths, or the same as another.</summary>
    private static readonly string[] OddKeys =
    [
        "a", "A", "á", "a/b", "a\\b", "a#b", "a?b", "a%b", "a%%b", "a_b", "axb", "a'b", "a\"b", "a b", " a", "a ", "a\tb", "a\nb", "a;--",
        "a\u0000b", "a\u0000c", "a\u001f",
        "é", "e\u0301", "ß", "ss", "ï", "İ", "i", "ı", "שלום", "٣", "日本", "\uFF5E", "🙂", "🙃", "%2F", "!", "~", "0", "00", "01", "1", "10",
        "9", new string('k', 500),
    ];

    [Fact]
    public async Task A_record_is_written_once_and_then_only_over_the_version_that_was_read()
    {
        Assert.Null(await Register.Get("kind", "key", Cancellation));
        Assert.False(await Register.Put(new RecordWrite("kind", "key", "{}", 1), Cancellation));
        Assert.True(await Register.Put(new RecordWrite("kind", "key", "one"), Cancellation));
        Assert.False(await Register.Put(new RecordWrite("kind", "key", "one"), Cancellation));
        Assert.False(await Register.Put(new RecordWrite("kind", "key", "two", 2), Cancellation));
        Assert.True(await Register.Put(new RecordWrite("kind", "key", "two", 1, Given.Start), Cancellation));
        await Store.Reopen();
        Assert.Equal(new RegisterRecord("kind", "key", "two", 2, Given.Start), await Register.Get("kind", "key", Cancellation));
        Assert.Null(await Register.Get("other kind", "key", Cancellation));
    }

    [Fact]
    public async Task What_names_one_of_some_ids_is_found_by_key_and_by_text_and_nothing_else_is()
    {
        foreach ((string kind, string key, string text) in (IEnumerable<(string, string, string)>)[("kind", "x/aaaa-1", "{}"),
            ("kind", "x/cccc", "\"of bbbb and others\""), ("kind", "y/bbbb", "\"aaaa-1\""), ("kind", "y/dddd", "\"of AAAA-1\""),
            ("kind", "y/ends-alike", "\"of 1-999999999999\""), ("other kind", "x/bbbb", "{}"),
            .. Enumerable.Range(0, 20).Select(i => ("kind", $"x/z{i:D2}", "{}"))])
            Assert.True(await Register.Put(new RecordWrite(kind, key, text), Cancellation));
        async Task<string> Found(string prefix, params string[] ids)
        {
            List<string> keys = [];
            string? after = null;
            do
            {
                Page<RegisterRecord> page = await Register.Naming("kind", prefix, ids, 2, after, Cancellation);
                keys.AddRange(page.Items.Select(r => r.Key));
                after = page.Continue;
            }
            while (after is not null);
            return string.Join(' ', keys);
        }
        string[] others = [.. Enumerable.Range(0, 20).Select(i => $"nobody-{i}")];
        foreach (string[] more in (string[][])[[], others])
        {
            Assert.Equal("x/aaaa-1 x/cccc y/bbbb", await Found("", ["aaaa-1", "bbbb", .. more]));
            Assert.Equal("x/aaaa-1 x/cccc", await Found("x/", ["aaaa-1", "bbbb", .. more]));
            Assert.Equal("", await Found("", ["eeee", "2-999999999999", .. more]));
            Assert.Equal("y/ends-alike", await Found("", ["1-999999999999", .. more]));
        }
    }

    [Fact]
    public async Task A_record_is_deleted_only_as_the_version_that_was_read()
    {
        Assert.False(await Register.Delete("kind", "key", 0, Cancellation));
        await Register.Put(new RecordWrite("kind", "key", "one"), Cancellation);
        Assert.False(await Register.Delete("kind", "key", 2, Cancellation));
        Assert.True(await Register.Delete("kind", "key", 1, Cancellation));
        Assert.False(await Register.Delete("kind", "key", 1, Cancellation));
        Assert.Null(await Register.Get("kind", "key", Cancellation));
        Assert.True(await Register.Put(new RecordWrite("kind", "key", "anew"), Cancellation));
        Assert.Equal(1, (await Register.Get("kind", "key", Cancellation))!.Version);
    }

    /// <summary>
    /// What a store keeps of the record that was is worth nothing then: a service that once rested could not be filled from another one.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_writes_a_record_anew_after_it_was_deleted_can_change_it(bool expires)
    {
        DateTimeOffset? until = expires ? Given.Start : null;
        foreach (string kind in (string[])["kind", RecordKinds.Admission.Name])
        {
            Assert.True(await Register.Put(new RecordWrite(kind, "key", "one", 0, until), Cancellation));
            Assert.Equal(1, (await Register.Get(kind, "key", Cancellation))!.Version);
            Assert.True(await Register.Delete(kind, "key", 1, Cancellation));
            Assert.True(await Register.Put(new RecordWrite(kind, "key", "anew", 0, until), Cancellation));
            Assert.True(await Register.Put(new RecordWrite(kind, "key", "changed", 1, until), Cancellation), kind);
            Assert.Equal("changed", (await Register.Get(kind, "key", Cancellation))!.Json);
        }
    }

    [Fact]
    public async Task Of_many_who_write_at_once_one_wins_each_version()
    {
        for (int version = 0; version < 10; version++)
        {
            bool[] won = await Task.WhenAll(Enumerable.Range(0, 20)
                .Select(i => Task.Run(() => Register.Put(new RecordWrite("kind", "key", $"{i}", version), Cancellation))));
            Assert.Single(won, true);
        }
        Assert.Equal(10, (await Register.Get("kind", "key", Cancellation))!.Version);
    }

    [Fact]
    public async Task Odd_keys_are_kept_apart_and_listed_in_order()
    {
        foreach (string key in OddKeys)
            Assert.True(await Register.Put(new RecordWrite("kind", key, $"text of {key}"), Cancellation), key);
        await Store.Reopen();
        foreach (string key in OddKeys)
            Assert.Equal(new RegisterRecord("kind", key, $"text of {key}", 1), await Register.Get("kind", key, Cancellation));

        string[] ordered = [.. OddKeys.Order(CodePoints.Order)];
        Assert.Equal(ordered, (await Given.Pages(mark => Register.List("kind", "", 7, mark, Cancellation))).Select(r => r.Key));
        foreach (string prefix in OddKeys)
            Assert.Equal(ordered.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)),
                (await Given.Pages(mark => Register.List("kind", prefix, 1, mark, Cancellation))).Select(r => r.Key));
    }

    [Fact]
    public async Task Odd_kinds_are_kept_apart()
    {
        string[] kinds = ["kind", "Kind", "kind/", "kind%", "k_nd", "", "kind\u0000"];
        foreach (string kind in kinds)
            Assert.True(await Register.Put(new RecordWrite(kind, "key", kind), Cancellation));
        foreach (string kind in kinds)
            Assert.Equal([new RegisterRecord(kind, "key", kind, 1)], (await Register.List(kind, "", 10, null, Cancellation)).Items);
        Assert.Empty((await Register.List("no such kind", "", 10, null, Cancellation)).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\":\"Zoë O'Brien-Łódź\"}")]
    [InlineData("שלום \u200F עולם")]
    [InlineData("👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("a\u0000b\u0000")]
    [InlineData("line\r\nline\u2028line")]
    [InlineData("'); DROP TABLE records; --")]
    public async Task A_text_comes_back_as_it_went_in(string text)
    {
        Assert.True(await Register.Put(new RecordWrite("kind", "key", text), Cancellation));
        await Store.Reopen();
        Assert.Equal(text, (await Register.Get("kind", "key", Cancellation))!.Json);
    }

    [Fact]
    public async Task A_text_may_have_32_000_characters_and_not_one_more()
    {
        string longest = string.Concat(Enumerable.Repeat("é", RecordWrite.LongestJson));
        Assert.True(await Register.Put(new RecordWrite("kind", "key", longest), Cancellation));
        Assert.Equal(longest, (await Register.Get("kind", "key", Cancellation))!.Json);
        await Assert.ThrowsAsync<ArgumentException>(() => Register.Put(new RecordWrite("kind", "more", longest + "x"), Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(
            () => Journeys.Commit(Given.Begin(claims: [new RecordWrite("kind", "more", longest + "x")]), Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(
            () => Journeys.Commit(Given.Begin() with { Entries = [new RecordWrite("kind", "more", longest + "x")] }, Cancellation));
        Assert.Null(await Register.Get("kind", "more", Cancellation));
    }

    [Fact]
    public async Task A_list_read_while_it_changes_gives_each_that_stays_once()
    {
        for (int i = 0; i < 20; i++)
            await Register.Put(new RecordWrite("kind", $"key-{i:D2}", "{}"), Cancellation);
        await Register.Put(new RecordWrite("kind", "kex", "before"), Cancellation);
        await Register.Put(new RecordWrite("kind", "kez", "behind"), Cancellation);

        List<RegisterRecord> read = await Given.Pages(mark => Register.List("kind", "key-", 3, mark, Cancellation), async page =>
        {
            // The very record that ended the page goes, and one comes before it.
            await Register.Delete("kind", $"key-{(page * 3) + 2:D2}", 1, Cancellation);
            await Register.Put(new RecordWrite("kind", $"key-{page * 3:D2}a", "{}"), Cancellation);
        });
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"key-{i:D2}"), read.Select(r => r.Key));
        await Assert.ThrowsAsync<FormatException>(() => Register.List("kind", "key-", 3, "elsewhere", Cancellation));
    }

    [Fact]
    public async Task What_has_expired_is_given_out_until_it_is_purged()
    {
        for (int i = 0; i < 6; i++)
            await Register.Put(new RecordWrite("kind", $"{i}", "{}", 0, Given.Start.AddMinutes(i)), Cancellation);
        await Register.Put(new RecordWrite("kind", "forever", "{}"), Cancellation);

        Assert.NotNull(await Register.Get("kind", "0", Cancellation));
        Assert.Equal(0, await Register.Purge(Given.Start.AddTicks(-1), 10, Cancellation));
        Assert.Equal(2, await Register.Purge(Given.Start.AddMinutes(3), 2, Cancellation));
        Assert.Equal(2, await Register.Purge(Given.Start.AddMinutes(3), 10, Cancellation));
        Assert.Equal(["4", "5", "forever"], (await Register.List("kind", "", 10, null, Cancellation)).Items.Select(r => r.Key));
        Assert.Equal(2, await Register.Purge(DateTimeOffset.MaxValue, 10, Cancellation));
        Assert.NotNull(await Register.Get("kind", "forever", Cancellation));
    }
}
