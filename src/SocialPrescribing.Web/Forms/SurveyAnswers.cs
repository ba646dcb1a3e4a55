using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Forms;

/// <summary>The answers in a sent survey, whether the person sent it or somebody asked them on the phone.</summary>
public static class SurveyAnswers
{
    public const string CallMe = "callMe", How = "how", On = "filledInOn";

    public static IReadOnlyList<Measure> MeasuresOf(Survey survey) => survey.Asks;

    public static IReadOnlyList<Question> QuestionsOf(Survey survey) => [.. MeasuresOf(survey).SelectMany(m => m.Questions)];

    /// <summary>The answer to one question; null if it was left out, or cannot be, which is then said on the form.</summary>
    public static int? Value(SentForm form, Question question)
    {
        if (!form.Has(question.Id))
            return null;
        if (int.TryParse(form[question.Id], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && question.Allows(value))
            return value;
        form.Problem(question.Id, Texts.Say("Problem.Choose"));
        return null;
    }

    /// <summary>Of staff: the survey is the one that the form is about.</summary>
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
        // Nothing at all is a slip of the thumb, and would use up the survey.
        if (form.IsRight && answers.Count is 0 && !callMe && (survey.IsOpen || form.Has(How)))
            form.Problem(questions[0].Id, Texts.Say("Survey.Nothing"));
        return new Surveys.Answer(survey.Id, answers, callMe);
    }
}
