using System.CommandLine;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Commands;

/// <summary>The people who work with the service.</summary>
internal static class StaffCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<string> email = new("EMAIL") { Description = "The address they sign in with" };
        Option<string> name = new("--name") { Description = "As people and colleagues read it", Required = true };
        Option<string> role = new("--role") { Description = "What they may do", Required = true };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<StaffRole>().Select(Word)]);
        Option<string?> url = new("--url") { Description = "The service's address, for the link, if the settings do not say it" };

        Command add =
            new("add", "Adds somebody, mails them a link with which they set a password, and prints another one")
            {
                email, name, role, url, data
            };
        add.SetAction(
            (parsed,
                cancellation) =>
                Add(parsed.GetValue(data)!, parsed.GetValue(email)!, parsed.GetValue(name)!, Role(parsed.GetValue(role)!),
                    UrlOf(parsed.GetValue(data)!, parsed.GetValue(url)), cancellation));
        Command list = new("list", "Lists staff: id, email, role, enabled or disabled, name") { data };
        list.SetAction((parsed, cancellation) => List(parsed.GetValue(data)!, cancellation));
        Command disable = new("disable", "Shuts somebody out, at once") { email, data };
        disable.SetAction((parsed, cancellation) => Disable(parsed.GetValue(data)!, parsed.GetValue(email)!, cancellation));
        Option<string?> what = new("--for") { Description = "What uses it, as the list of tokens shows it" };
        Command token =
            new("token", "Prints a token for programs, once; sent as X-Staff-Token it has its owner's role") { email, what, data };
        token.SetAction((parsed, cancellation) =>
            Token(parsed.GetValue(data)!, parsed.GetValue(email)!, parsed.GetValue(what), cancellation));
        Command stepOff =
            new("second-step-off", "For somebody who has lost phone and recovery codes: their password alone lets them in again")
            {
                email, data
            };
        stepOff.SetAction((parsed, cancellation) => StepOff(parsed.GetValue(data)!, parsed.GetValue(email)!, cancellation));
        return new Command("staff", "The people who work with the service") { add, list, disable, token, stepOff };
    }

    private static Task<int> Add(
        DirectoryInfo data, string email, string name, StaffRole role, string url, CancellationToken cancellation) =>
            CommandLine.Changing(data, async database =>
    {
        StaffDirectory staff = new(database.Register, CommandLine.RealTime);
        if (!EmailAddress.IsPlausible(email.Trim()))
            return await CommandLine.Refuse($"\"{email}\" is not an email address.");
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200 || name.Any(char.IsControl))
            return await CommandLine.Refuse("Give a name of 1 to 200 characters.");
        if (await staff.Add(email, name, role, cancellation) is not { } member)
            return await CommandLine.Refuse("Somebody with this address is here already. See staff list.");
        string secret = await StaffInvitations.Queue(staff, database.Outbox, CommandLine.RealTime, member.Id, cancellation);
        Console.WriteLine($"{url.TrimEnd('/')}/set-up/{secret}");
        await Console.Error.WriteLineAsync(
            $"{member.Id} added. The link works once, for three days; another one goes to {member.Email} when the service runs.");
        return CommandLine.Done;
    }, cancellation);

    private static Task<int> List(DirectoryInfo data, CancellationToken cancellation) => Staff(data, async staff =>
    {
        foreach (StaffMember member in (await staff.All(cancellation)).OrderBy(s => s.Name, Alphabetical.Order))
            Console.WriteLine(
                string.Join('\t', member.Id, member.Email, Word(member.Role), member.Enabled ? "enabled" : "disabled", member.Name));
        return CommandLine.Done;
    });

    private static Task<int> Disable(DirectoryInfo data, string email, CancellationToken cancellation) => Changing(data, async staff =>
    {
        if (await staff.FindByEmail(email, cancellation) is not { } member)
            return await Unknown(email);
        await staff.SetEnabled(member.Id, enabled: false, cancellation);
        // Whoever runs the machine may also disable the last admin, because an emergency may need it. The command says how to undo it.
        if (!await staff.HasAdmin(cancellation))
            await Console.Error.WriteLineAsync("There is no admin any more. The next start of the service prints a link for a new one.");
        return CommandLine.Done;
    }, cancellation);

    private static Task<int> Token(
        DirectoryInfo data, string email, string? what, CancellationToken cancellation) => Changing(data, async staff =>
    {
        if (what is not null && (string.IsNullOrWhiteSpace(what) || what.Length > 200 || what.Any(char.IsControl)))
            return await CommandLine.Refuse("--for: write in a line what uses it, in 1 to 200 characters.");
        if (await staff.FindByEmail(email, cancellation) is not { Enabled: true } member)
            return await Unknown(email);
        Console.WriteLine((await staff.IssueToken(member.Id, what, cancellation)).Secret);
        return CommandLine.Done;
    }, cancellation);

    private static Task<int> StepOff(DirectoryInfo data, string email, CancellationToken cancellation) => Changing(data, async staff =>
        await staff.FindByEmail(email, cancellation) is not { } member ? await Unknown(email)
            : await staff.TakeOffSecondStep(member.Id, "machine", cancellation) ? CommandLine.Done
            : await CommandLine.Refuse("They have not set up two-step sign-in."), cancellation);

    private static Task<int> Staff(DirectoryInfo data, Func<StaffDirectory, Task<int>> work) =>
        CommandLine.With(data, database => work(new StaffDirectory(database.Register, CommandLine.RealTime)));

    private static Task<int> Changing(DirectoryInfo data, Func<StaffDirectory, Task<int>> work, CancellationToken cancellation) =>
        CommandLine.Changing(data, database => work(new StaffDirectory(database.Register, CommandLine.RealTime)), cancellation);

    private static string UrlOf(DirectoryInfo data, string? said) =>
        said ?? LocalSettings.Load(data.FullName).Service.PublicUrl ?? LocalOptions.DefaultUrl;

    private static Task<int> Unknown(string email) =>
        CommandLine.Refuse($"There is no enabled member of staff with the address {email}. See staff list.");

    private static string Word(StaffRole role) => JsonNamingPolicy.CamelCase.ConvertName(role.ToString());
    private static StaffRole Role(string word) => Enum.GetValues<StaffRole>().First(r => Word(r) == word);
}
