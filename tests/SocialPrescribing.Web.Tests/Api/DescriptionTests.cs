using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>openapi.yaml, the documents and the samples, compared with each other.</summary>
[Collection(ApiCollection.Name)]
public sealed class DescriptionTests(ApiHost host)
{
    [Fact]
    public void Every_command_is_described_and_in_the_table_of_roles()
    {
        string[] commands = [.. typeof(JourneyCommand).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
            .Select(a => (string)a.TypeDiscriminator!).Order(StringComparer.Ordinal)];
        Assert.Equal(commands, host.Contract.Commands.Order(StringComparer.Ordinal));
        string page = File.ReadAllText(Path.Combine(Referrals.Above("docs"), "api.md"));
        Assert.All(commands, command => Assert.Contains($"`{command}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_request_of_the_samples_has_a_route()
    {
        MatchCollection requests = Regex.Matches(File.ReadAllText(Path.Combine(Referrals.Folder, "requests.http")),
            @"^(GET|POST) \{\{host\}\}([^?\s]+)", RegexOptions.Multiline);
        Assert.NotEmpty(requests);
        Assert.All(requests,
            request =>
                Assert.Contains($"{request.Groups[1].Value} {Regex.Replace(request.Groups[2].Value, @"\{\{\w+\}\}", "{id}")}",
                    host.Contract.Operations));
    }

    [Fact]
    public void Every_example_fits_its_schema() => Assert.Empty(host.Contract.ProblemsOfExamples);
}
