namespace SocialPrescribing.Service.Directory;

/// <summary>How often a provider has been asked about an entry since it was last confirmed.</summary>
/// <param name="Round">The confirmation that ran out, as a date; <c>never</c> where there was none.</param>
public sealed record AskedProvider(string Round, int Times, DateOnly LastOn);
