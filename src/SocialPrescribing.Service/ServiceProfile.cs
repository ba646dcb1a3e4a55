namespace SocialPrescribing.Service;

/// <summary>What people see of the service that runs here.</summary>
/// <param name="Name">As it stands in messages and on pages.</param>
/// <param name="DiscreetName">The sender for people who asked for discretion; says nothing of what the service is for.</param>
/// <param name="Phone">Where people reach a human.</param>
/// <param name="PublicUrl">Where links in messages lead, without a slash at the end.</param>
public sealed record ServiceProfile(string Name, string DiscreetName, string Phone, Uri PublicUrl);
