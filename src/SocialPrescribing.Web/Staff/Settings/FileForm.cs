using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Bodies;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>A form with which an admin sends a published file, such as the NHS's list of practices.</summary>
internal static class FileForm
{
    /// <summary>For what a browser sends around the file.</summary>
    private const int Envelope = 64 * 1024;
    private const int LongestName = 100;

    internal const string OtherFile = "Another file is being taken just now. Choose yours again in a minute.";

    /// <param name="tooLarge">What to do about a file of more than <paramref name="most"/> bytes.</param>
    /// <param name="take">Takes the file, which it is given with its name. Answers why not, or null.</param>
    /// <returns>The form, with what is wrong with it.</returns>
    public static async Task<SentForm> Take(HttpContext context, long most, string tooLarge, Func<string, Stream, Task<string?>> take)
    {
        using IDisposable? turn = context.RequestServices.GetRequiredService<FileTurn>().Take(context);
        bool isRead = turn is not null && await PageRules.ReadForm(context, most + Envelope);
        SentForm form = isRead ? SentForm.Of(context) : SentForm.Empty;
        IFormFile? file = isRead && context.Request.HasFormContentType ? context.Request.Form.Files.GetFile("file") : null;
        if (turn is null)
            form.Problem("file", OtherFile);
        else if (!isRead || file?.Length > most)
            form.Problem("file", tooLarge);
        else if (file is not { Length: > 0 })
            form.Problem("file", "Choose a file that is not empty.");
        if (!form.IsRight)
            return form;
        await using Stream stream = file!.OpenReadStream();
        try
        {
            if (await take(NameOf(file), stream) is { } why)
                form.Problem("file", why);
        }
        catch (ImportRefusedException e)
        {
            form.Problem("file", e.Message);
        }
        return form;
    }

    /// <summary>A browser may send a whole path, and anything at all in it.</summary>
    private static string NameOf(IFormFile file) =>
        string.Concat(Path.GetFileName(file.FileName).Where(c => !char.IsControl(c)).Take(LongestName));
}
