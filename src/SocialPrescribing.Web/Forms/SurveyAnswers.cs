using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Forms;

/// <summary>Reads the answers of a survey, whether the person sent them or staff asked on the phone.</summary>
public static class SurveyAnswers
{
    public const string CallMe = "callMe", How = "how", On = "filledInOn";

    public static IReadOnlyList<Measure> MeasuresOf(Survey survey) => survey.Asks;

    public static IReadOnlyList<Question> QuestionsOf(Survey survey) => [.. MeasuresOf(survey).SelectMany(m => m.Questions)];

    /// <summary>The answer to one question; null if it was left out, or is not allowed, which is then reported in the form.</summary>
    public static int? Value(SentForm form, Question question)
    {
        if (!form.Has(question.Id))
            return null;
        if (int.TryParse(form[question.Id], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && question.Allows(value))
            return value;
        form.Problem(question.Id, Texts.Say("Problem.Choose"));
        return null;
    }

    /// <summary>For staff. The form says which survey it is about.</summary>
    public static Surveys.Answer Read(SentForm form, Journey journey) =>
        journey.Surveys.FirstOrDefault(s => s.Id == form["about"]) is { } survey
            ? Read(form, survey) with
            {
                How = form.Has(How) ? Typed.Choice<SurveyMode>(form, How, "Choose how you asked.") : null,
                On = Typed.OptionalDate(form, On),
            }
            : new Surveys.Answer(form["about"], new Dictionary<string, int>());

    public static Surveys.Answer Read(SentForm form, Survey survey)
    {
        Dictionary<string, int> answers = [];
        IReadOnlyList<Question> questions = QuestionsOf(survey);
        foreach (Question question in questions)
            if (Value(form, question) is { } value)
                answers[question.Id] = value;
        bool callMe = form.Has(CallMe);
        // A survey without any answer is a slip of the thumb, and would use up the survey.
        if (form.IsRight && answers.Count is 0 && !callMe && (survey.IsOpen || form.Has(How)))
            form.Problem(questions[0].Id, Texts.Say("Survey.Nothing"));
        return new Surveys.Answer(survey.Id, answers, callMe);
    }
}
