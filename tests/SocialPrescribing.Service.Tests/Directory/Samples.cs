using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Tests;

internal static class Samples
{
    public static string Folder
    {
        get
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "samples", "activities.csv")))
                    return Path.Combine(folder.FullName, "samples");
            throw new InvalidOperationException("The folder samples was not found above the tests.");
        }
    }
}
