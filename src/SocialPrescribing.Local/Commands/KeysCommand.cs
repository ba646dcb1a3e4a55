using System.CommandLine;
using System.Globalization;
using SocialPrescribing.Service.Intake;

namespace SocialPrescribing.Local.Commands;

/// <summary>The keys with which organisations send referrals.</summary>
internal static class KeysCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<string> name = new("NAME") { Description = "The organisation, as staff should read it" };
        Argument<string> id = new("ID") { Description = "The key's id, from keys list" };
        Command add = new("add", "Adds a key and prints it, once, alone on a line") { name, data };
        add.SetAction((parsed, cancellation) => Add(parsed.GetValue(data)!, parsed.GetValue(name)!, cancellation));
        Command list = new("list", "Lists keys: id, organisation, since when, revoked when") { data };
        list.SetAction((parsed, cancellation) => List(parsed.GetValue(data)!, cancellation));
        Command revoke = new("revoke", "Revokes a key, at once") { id, data };
        revoke.SetAction((parsed, cancellation) => Revoke(parsed.GetValue(data)!, parsed.GetValue(id)!, cancellation));
        return new Command("keys", "The keys with which organisations send referrals") { add, list, revoke };
    }

    private static Task<int> Add(DirectoryInfo data, string name, CancellationToken cancellation) =>
        CommandLine.Changing(data, async database =>
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200 || name.Any(char.IsControl))
            return await CommandLine.Refuse("Give the organisation a name of 1 to 200 characters.");
        Organisations organisations = new(database.Register, CommandLine.RealTime);
        (string secret, ApiKey key) =
            await organisations.AddKey(await organisations.Ensure(name, cancellation: cancellation), cancellation);
        Console.WriteLine(secret);
        await Console.Error.WriteLineAsync($"Key {key.Id} for {key.Organisation.Name}. It is shown only now.");
        return CommandLine.Done;
    }, cancellation);

    private static Task<int> List(DirectoryInfo data, CancellationToken cancellation) => CommandLine.With(data, async database =>
    {
        foreach (ApiKey key in await new Organisations(database.Register, CommandLine.RealTime).Keys(cancellation))
            Console.WriteLine(
                string.Join('\t', key.Id, key.Organisation.Name, Day(key.CreatedAt),
                    key.RevokedAt is { } at ? "revoked " + Day(at) : "valid"));
        return CommandLine.Done;
    });

    private static Task<int> Revoke(DirectoryInfo data, string id, CancellationToken cancellation) =>
        CommandLine.Changing(data, async database =>
        await new Organisations(database.Register, CommandLine.RealTime).Revoke(id, cancellation)
            ? CommandLine.Done
            : await CommandLine.Refuse($"There is no key {id}. See keys list."), cancellation);

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
