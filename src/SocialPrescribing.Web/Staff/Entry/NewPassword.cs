using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>A password that somebody chooses, typed twice.</summary>
internal static class NewPassword
{
    /// <summary>The password. What is wrong with it is added to the form.</summary>
    /// <param name="name">Whose it will be.</param>
    /// <param name="present">
    /// Says what is wrong with the present password, where it is asked for. The common passwords are not looked through before it is right.
    /// </param>
    public static async Task<string> Of(
        HttpContext context, SentForm form, TriedFirst triedFirst, ServiceProfile service, string name, string email,
        Func<Task<string?>>? present = null)
    {
        string password = SentForm.Exactly(context, "password");
        if (StaffDirectory.PasswordProblem(password) is { } weak)
            form.Problem("password", weak);
        else if (SentForm.Exactly(context, "again") != password)
            form.Problem("again", "The two passwords are not the same.");
        else if (present is not null && await present() is { } wrong)
            form.Problem("present", wrong);
        else if (triedFirst.Has(password, name, email, service.Name, service.DiscreetName))
            form.Problem("password", TriedFirst.Sentence);
        return password;
    }
}
