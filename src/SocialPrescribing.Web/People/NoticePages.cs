using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary><c>/privacy</c>, <c>/accessibility</c> and <c>/cookies</c>, in English and Welsh.</summary>
public static class NoticePages
{
    public static void Map(IEndpointRouteBuilder peoplesPages)
    {
        foreach (string name in PublicNotices.Names)
            peoplesPages.MapGet($"/{name}",
                (PublicNotices notices) => Pages.Of<NoticePage>((nameof(NoticePage.Notice), notices.In(Texts.Language, name))));
    }
}
