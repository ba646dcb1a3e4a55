namespace SocialPrescribing.Service;

/// <summary>Settings that cannot be used. Each line names the setting, what was found and what is allowed.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
