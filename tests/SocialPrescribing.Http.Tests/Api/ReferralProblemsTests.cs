using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ReferralProblemsTests(ApiHost host)
{
    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused_and_a_byte_order_mark_is_not()
    {
        Caller referrer = await host.Referrer();
        byte[] latin1 = Encoding.Latin1.GetBytes("{\n\"reason\":\"José\"}");
        Answer answer = (await referrer.Post("/api/referrals", latin1)).IsProblem(HttpStatusCode.BadRequest, "malformed-json");
        Assert.StartsWith("At line 2, column 14: ", answer["detail"], StringComparison.Ordinal);
        (await referrer.Post("/api/referrals", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Referrals.New().ToJsonString())]))
            .Is(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; charset=UTF-8", true)]
    [InlineData("application/json; charset=\"utf-8\"", true)]
    [InlineData("application/json; charset=latin1", false)]
    [InlineData("text/json", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData(null, false)]
    public async Task Only_JSON_is_taken(string? type, bool taken)
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(Referrals.New().ToJsonString()));
        if (type is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        Answer answer = await (await host.Referrer()).Send(HttpMethod.Post, "/api/referrals", content);
        if (taken)
            answer.Is(HttpStatusCode.Created);
        else
            answer.IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_has_at_most_64_kilobytes_however_it_is_sent(bool chunked)
    {
        Caller referrer = await host.Referrer();
        string json = Referrals.New().ToJsonString();
        (await Send(65_536)).Is(HttpStatusCode.Created);
        (await Send(65_537)).IsProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        (await Send(1_000_000)).IsProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");

        Task<Answer> Send(int bytes)
        {
            byte[] padded = [.. Encoding.UTF8.GetBytes(json), .. Enumerable.Repeat((byte)' ', bytes - Encoding.UTF8.GetByteCount(json))];
            HttpContent content = chunked ? new StreamContent(new Unsized(padded)) : new ByteArrayContent(padded);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return referrer.Send(HttpMethod.Post, "/api/referrals", content);
        }
    }

    /// <summary>A stream of unknown length, so that it is sent in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
