using System.CommandLine;
using SocialPrescribing.Local.Commands;

RootCommand root = new("Social Prescribing on one machine. Without a command it serves.")
{
    ServeCommand.Make(),
    DemoCommand.Make(),
    KeysCommand.Make(),
    StaffCommand.Make(),
    DirectoryCommand.Make(),
    PlacesCommand.Make(),
    PracticesCommand.Make(),
    BackupCommand.Make(),
    CheckCommand.Make(),
    FactsCommand.Make(),
    HealthCommand.Make(),
};
foreach (Command command in MovingCommands.Make())
    root.Subcommands.Add(command);
ServeCommand.AddTo(root);
return await CommandLine.Run(root, args);
