using System.Text;
using Deque.AxeCore.Commons;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Browser.Tests;

/// <summary>
/// Serves axe beside the service's own files. The browser compiles a file once and keeps it; what a test sends as text it compiles for each
/// page, which takes longer than axe's own work.
/// </summary>
internal sealed class AxeFile : IStartupFilter
{
    private const string Path = "/axe-for-tests.js";

    public static string Script { get; } = new BundledAxeScriptProvider().GetScript();

    private static readonly byte[] _script = Encoding.UTF8.GetBytes(Script);

    /// <summary>Whether axe is in the page now. It is not where the program serves the page in a process of its own.</summary>
    public const string Load = $$"""
        () => new Promise(resolve => {
          const script = document.createElement('script');
          script.src = '{{Path}}';
          script.onload = () => resolve(true);
          script.onerror = () => resolve(false);
          document.head.append(script);
          script.remove();
        })
        """;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, goOn) => context.Request.Path == Path ? Give(context.Response) : goOn());
        next(app);
    };

    private static Task Give(HttpResponse response)
    {
        response.ContentType = "text/javascript; charset=utf-8";
        response.Headers.CacheControl = "max-age=86400";
        return response.Body.WriteAsync(_script).AsTask();
    }
}
