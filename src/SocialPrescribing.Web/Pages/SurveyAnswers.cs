using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Pages;

/// <summary>The answers in a sent survey, whether the person sent it or somebody asked them on the phone.</summary>
public static class SurveyAnswers
{
    public const string CallMe = "callMe";

    public static IReadOnlyList<Measure> MeasuresOf(Survey survey) => [.. survey.Measures.Select(Measures.Find).OfType<Measure>()];

    /// <summary>The survey is the one that the form is about.</summary>
    public static Surveys.Answer Read(SentForm form, Journey journey) =>
        journey.Surveys.FirstOrDefault(s => s.Id == form["about"]) is { } survey ? Read(form, survey) : new Surveys.Answer(form["about"], new Dictionary<string, int>());

    public static Surveys.Answer Read(SentForm form, Survey survey)
    {
        Dictionary<string, int> answers = [];
        List<Question> questions = [.. MeasuresOf(survey).SelectMany(m => m.Questions)];
        foreach (Question question in questions.Where(q => form.Has(q.Id)))
        {
            if (int.TryParse(form[question.Id], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && question.Allows(value))
                answers[question.Id] = value;
            else
                form.Problem(question.Id, "Choose one of the answers shown.");
        }
        bool callMe = form.Has(CallMe);
        // Nothing at all is a slip of the thumb, and would use up the survey.
        if (form.IsRight && answers.Count is 0 && !callMe && survey.IsOpen)
            form.Problem(questions[0].Id, "You have not answered anything yet. Answer at least one question.");
        return new Surveys.Answer(survey.Id, answers, callMe);
    }
}
