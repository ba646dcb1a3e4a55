using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// Lists every sentence that promises a message, with the message or task that keeps the promise. People wait for what was promised, so
/// nothing may be promised without one. Whoever writes a new promise adds it here with what keeps it.
/// </summary>
public sealed partial class PromisesTests
{
    /// <summary>A piece of the sentence as in the source, and what keeps the promise.</summary>
    private static readonly (string Sentence, Keeps By)[] Promises =
    [
        // To the person.
        ("The person gets an email. If we may not email them, there is a task to tell them.",
            new(MessageKind.MeetingBooked, TaskKind.TellPerson)),
        ("The person and the referrers get an email. If one of them cannot be emailed, there is a task to tell them.",
            new(MessageKind.Goodbye, TaskKind.TellPerson)),
        ("The person gets a goodbye, and the referrer hears how it ended", new(MessageKind.Goodbye, TaskKind.TellPerson)),
        ("We remind the person of the meeting", new(MessageKind.MeetingReminder, TaskKind.TellPerson)),
        ("We remind the person of the session", new(MessageKind.SessionReminder, TaskKind.TellPerson)),
        ("We remind the person of the {Survey:survey}", MessageKind.SurveyReminder),
        ("We call you before, and after", TaskKind.PhoneBefore),
        ("You asked us for another time. We will get in touch with you.", TaskKind.Rebook),
        ("We will look for another time, and get in touch with you.", TaskKind.Rebook),
        ("We will get in touch with you to find another time.", TaskKind.Rebook),
        ("We will find another time.", TaskKind.Rebook),
        ("we will find another time.", TaskKind.Rebook),
        ("we get in touch to make sure that it was you", TaskKind.CheckDetails),
        ("We email you about your meetings and what comes next", MessageKind.MeetingBooked),
        ("From now on we write to the new address", MessageKind.DetailsChanged),
        ("once you have opened the link that we send there", new(MessageKind.ConfirmAddress, TaskKind.CheckDetails)),
        ("Until then we write to the address that we had before", "the address of before stays in use until the new one is confirmed"),
        ("From then on we write to this address", "the address is used from then on"),
        ("From now on we write to this email address", "the address is used from then on"),
        ("**Who you will hear from:** {{linkWorker}}", TaskKind.FirstContact),
        // To the referrer.
        ("The referrer gets an email. If we have no address for them, there is a task to tell them.",
            new(MessageKind.ReferrerDeclined, TaskKind.TellReferrer)),
        ("The referrer hears that we have not reached the person yet", new(MessageKind.ReferrerCouldNotReach, TaskKind.TellReferrer)),
        ("You will hear from us if we cannot take the referral on", new(MessageKind.ReferrerClosed, TaskKind.TellReferrer)),
        ("You will hear from us again if we cannot take the referral on", new(MessageKind.ReferrerClosed, TaskKind.TellReferrer)),
        ("You hear what comes of it", new(MessageKind.ReferrerClosed, TaskKind.TellReferrer)),
        ("Accepted: a link worker gets in touch", TaskKind.FirstContact),
        ("A link worker gets in touch with the person", TaskKind.FirstContact),
        ("We tell you there what comes of the referral", MessageKind.ReferrerClosed),
        ("so that you hear what came of it", new(MessageKind.ReferrerClosed, TaskKind.TellReferrer)),
        ("the person who referred you hears how your referral stands", MessageKind.ReferrerClosed),
        ("We send a link to it, and the link opens your list", MessageKind.ReferrerList),
        ("it gets an email with a link in the next minutes", MessageKind.ReferrerList),
        // To providers.
        ("asks you again in some weeks", TaskKind.CheckWaitingList),
        ("We tell people about what you offer", "the directory, from which activities are chosen"),
        // To volunteers.
        ("Call us and we tell you where, and what to know", "they call"),
        ("They get an email with a link to where and when", new(MessageKind.VolunteerGoes, TaskKind.TellVolunteer)),
        ("The volunteer is chosen, and gets an email", new(MessageKind.VolunteerGoes, TaskKind.TellVolunteer)),
        ("We remind the volunteer of the session", new(MessageKind.VolunteerGoes, TaskKind.TellVolunteer)),
        // To staff.
        ("the safeguarding lead is told", MessageKind.Concern),
        ("the leads hear of new ones at once", MessageKind.Concern),
        ("The safeguarding lead is told again about the concern", MessageKind.ConcernAgain),
        ("and we will write again", MessageKind.ConcernAgain),
        ("The safeguarding lead and the lead are told again that a text must be read", MessageKind.ReadNowAgain),
        ("We will write again until somebody has said what is done", MessageKind.ReadNowAgain),
        ("The lead is told that support will end", TaskKind.ClosingNotice),
        ("The lead hears that this is late", MessageKind.Escalation),
        ("Late, and the lead was told", MessageKind.Escalation),
        ("We send you a link with which you choose a new one.", MessageKind.ForgottenPassword),
        // These promise no message.
        ("The person was told where to go on", "staff said so when they recorded it"),
        ("hears what matters to you", "at the first meeting"),
        ("so that nobody is told twice", "nothing is sent"),
        ("is told why they are here", "on the page itself"),
        ("We call you. A quiet place helps.", "the meeting itself, by phone"),
        ("We send you &lt;strong&gt;no", "nothing is sent"),
        ("We send you no emails.", "nothing is sent"),
        ("We write to you in English.", "the language of every letter"),
        ("What should we call you?", "a question"),
        ("We will be glad to hear from you", "they call"),
        ("Call us, and we will find a way together", "they call"),
        ("What we write down", "a heading"),
        ("We answer within one month", "the operator's own promise, on a page that they replace"),
    ];

    /// <param name="Message">The message that keeps the promise.</param>
    /// <param name="Task">The task that keeps it if there is no message or it cannot go.</param>
    /// <param name="Otherwise">Something else that keeps it.</param>
    private sealed record Keeps(MessageKind? Message, TaskKind? Task = null, string? Otherwise = null)
    {
        public static implicit operator Keeps(MessageKind message) => new(message);
        public static implicit operator Keeps(TaskKind task) => new(null, task);
        public static implicit operator Keeps(string otherwise) => new(null, null, otherwise);
    }

    [Fact]
    public void Nothing_is_listed_that_nobody_says_any_more()
    {
        string everything = string.Join("\n", Sources().Select(s => s.Text));
        Assert.Equal([], Promises.Select(p => p.Sentence).Where(s => !everything.Contains(s, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_promise_has_a_message_or_a_task_that_keeps_it()
    {
        List<string> open = [];
        foreach ((string file, string text) in Sources())
            foreach (Match promise in Promising().Matches(text))
            {
                string around = Around(text, promise);
                if (!Promises.Any(p => around.Contains(p.Sentence, StringComparison.Ordinal)))
                    open.Add($"{file}: {around.Trim()}");
            }
        Assert.True(open.Count is 0, string.Join("\n", open.Distinct()));
    }

    private static IEnumerable<(string File, string Text)> Sources([CallerFilePath] string here = "")
    {
        string web = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "SocialPrescribing.Web");
        foreach (string path in Directory.EnumerateFiles(web, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(web, path).Replace('\\', '/');
            if (name.StartsWith("node_modules/", StringComparison.Ordinal)
                || name.StartsWith("bin/", StringComparison.Ordinal)
                || name.StartsWith("obj/", StringComparison.Ordinal)
                || name.Contains("/cy/", StringComparison.Ordinal) || name.EndsWith(".cy.resx", StringComparison.Ordinal))
                continue;
            if (Path.GetExtension(path) is ".razor" or ".resx" or ".md" || name is "Staff/Desk/CommandForm.cs" or "Staff/Desk/DeskWords.cs"
                or "Refer/ReferralForm.cs" or "Refer/ReferralBuilder.cs" or "Refer/MinePages.cs" or "People/ConfirmActivityLinks.cs"
                or "Parts/Notices.cs"
                or "Staff/Entry/Readers.cs" or "Staff/Entry/SetUp.cs")
                yield return (name, File.ReadAllText(path));
        }
    }

    /// <summary>The whole line around the match.</summary>
    private static string Around(string text, Match match)
    {
        int from = text.LastIndexOf('\n', match.Index) + 1, to = text.IndexOf('\n', match.Index);
        return text[from..(to < 0 ? text.Length : to)];
    }

    [GeneratedRegex(
        @"\b(we|link worker)( will)? (tell|write|send|call you|phone|get in touch|gets? in touch|let|remind|email|ask you again|answer)\b"
        + @"|\b(hear|hears) (from|of|that|what|how|when)\b|\b(is|are|was) told\b|\bgets? (an|one) email\b|\byou will (get|hear)\b|"
        + @"\bwe will (write|find|look|contact)\b|\basks you again\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Promising();
}
