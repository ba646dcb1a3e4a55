using SocialPrescribing.Journeys;

namespace SocialPrescribing.Local.Demo;

/// <summary>What an invented person is like. It follows from the journey's id, so that somebody stays who they are.</summary>
/// <param name="Reachable">How likely a phone call reaches them, 0 to 1.</param>
/// <param name="Keen">How likely they come to a meeting, 0 to 1.</param>
/// <param name="Answers">How likely they answer a survey, 0 to 1.</param>
/// <param name="Start">Their satisfaction at the beginning, 0 to 10.</param>
/// <param name="Gain">What half a year of support adds to it.</param>
internal sealed record Temperament(double Reachable, double Keen, double Answers, double Start, double Gain)
{
    public static Temperament Of(Guid journey)
    {
        Random random = new(BitConverter.ToInt32(journey.ToByteArray(), 12));
        return new Temperament(
            random.Next(10) is 0 ? 0.05 : 0.4 + (0.5 * random.NextDouble()),
            random.Next(8) is 0 ? 0.25 : 0.75 + (0.25 * random.NextDouble()),
            0.4 + (0.5 * random.NextDouble()),
            random.Next(15) is 0 ? 1 : 3 + (3 * random.NextDouble()),
            1 + (3 * random.NextDouble()));
    }

    /// <summary>Answers to every question of a survey, as this person might give them so many weeks in.</summary>
    public IReadOnlyDictionary<string, int> Answer(Survey survey, double weeks, Random random)
    {
        double well = Math.Clamp(Start + (Gain * Math.Min(1, weeks / 26)) + random.NextDouble() - 0.5, 0, 10) / 10;
        Dictionary<string, int> answers = [];
        foreach (Question question in survey.Measures.Select(Measures.Find).OfType<Measure>().SelectMany(m => m.Questions))
        {
            // Anxiety and the loneliness questions are worse the higher they are, except the direct one, whose first answer is the worst.
            bool higherIsWorse = question.Id is "ons4.anxious" || question.Id.StartsWith("ucla3.", StringComparison.Ordinal);
            double place = higherIsWorse ? 1 - well : well;
            answers[question.Id] = question.Choices[(int)Math.Round(place * (question.Choices.Count - 1))].Value;
        }
        return answers;
    }
}
