using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>When providers are asked whether their activity still runs.</summary>
/// <param name="ConfirmAfterDays">Days after which an entry counts as unconfirmed and its provider is asked. 7 to 730.</param>
/// <param name="AskAgainAfterDays">Days until an unanswered question is asked again. 1 to 90.</param>
/// <param name="MostAsks">How often a question is asked at most. 0 to 10.</param>
public sealed record DirectorySettings(int ConfirmAfterDays = 90, int AskAgainAfterDays = 14, int MostAsks = 3);
