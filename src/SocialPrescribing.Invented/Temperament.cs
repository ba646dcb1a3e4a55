using SocialPrescribing.Journeys;

namespace SocialPrescribing.Invented;

/// <summary>
/// What an invented person is like. The numbers are guesses modelled on the founding pilot, not findings. Whoever plans with
/// them should use their own.
/// </summary>
/// <param name="Reachable">How likely a phone call reaches them, 0 to 1.</param>
/// <param name="Keen">How likely they come to a meeting or a session, 0 to 1.</param>
/// <param name="Answers">How likely they answer a survey, 0 to 1.</param>
/// <param name="Start">Their satisfaction at the beginning, 0 to 10.</param>
/// <param name="Gain">How much half a year of support adds to it.</param>
/// <param name="NeedsCompany">Whether at first they go nowhere new alone.</param>
/// <param name="Courage">How confident they are to go alone before the first session, 0 to 10.</param>
/// <param name="Growth">How much each session that they come to adds to that.</param>
/// <param name="NeedsLift">Whether they need to be driven there.</param>
/// <param name="GivesUp">How likely they give up in any week, 0 to 1.</param>
public sealed record Temperament(
    double Reachable, double Keen, double Answers, double Start, double Gain, bool NeedsCompany, double Courage, double Growth,
    bool NeedsLift, double GivesUp)
{
    /// <summary>Follows from the journey's id, so that a person always has the same one.</summary>
    public static Temperament Of(Guid journey) => Of(new Random(BitConverter.ToInt32(journey.ToByteArray(), 12)));

    public static Temperament Of(Random random)
    {
        bool needsCompany = random.Next(5) is 0;
        return new Temperament(
            random.Next(10) is 0 ? 0.05 : 0.45 + (0.5 * random.NextDouble()),
            random.Next(8) is 0 ? 0.35 : 0.8 + (0.2 * random.NextDouble()),
            0.4 + (0.5 * random.NextDouble()),
            random.Next(15) is 0 ? 1 : 3 + (3 * random.NextDouble()),
            1 + (3 * random.NextDouble()),
            needsCompany,
            needsCompany ? 2 + (3 * random.NextDouble()) : 6 + (3 * random.NextDouble()),
            1 + random.NextDouble(),
            random.Next(3) is 0,
            random.Next(6) is 0 ? 0.08 : 0.01);
    }

    /// <summary>How confident they are to go alone after so many sessions.</summary>
    public int Confidence(int sessions, Random random) =>
        (int)Math.Clamp(Math.Round(Courage + (Growth * sessions) + (2 * random.NextDouble()) - 1), 0, 10);

    /// <summary>Answers to every question of a survey, as this person might give them after this many weeks.</summary>
    public IReadOnlyDictionary<string, int> Answer(Survey survey, double weeks, Random random)
    {
        double well = Math.Clamp(Start + (Gain * Math.Min(1, weeks / 26)) + random.NextDouble() - 0.5, 0, 10) / 10;
        Dictionary<string, int> answers = [];
        foreach (Measure measure in survey.Asks)
            foreach (Question question in measure.Questions)
            {
                bool higherIsBetter = measure.Scales.First(s => s.Items.Contains(question.Id)).HigherIsBetter;
                answers[question.Id] =
                    question.Choices[(int)Math.Round((higherIsBetter ? well : 1 - well) * (question.Choices.Count - 1))].Value;
            }
        return answers;
    }
}
