namespace SocialPrescribing.Http.Tests.Api;

/// <summary>Documents as a program sends them.</summary>
public static class SentDocuments
{
    public static MultipartFormDataContent Form(byte[]? file, string name, params (string Name, string Value)[] fields)
    {
        MultipartFormDataContent form = [];
        foreach ((string field, string value) in fields)
            form.Add(new StringContent(value), field);
        if (file is not null)
            form.Add(new ByteArrayContent(file), "file", name);
        return form;
    }

    public static Task<Answer> AddDocument(
        this Caller caller, string journey, byte[]? file, string id = "d-1", string name = "housing.pdf") =>
        caller.Send(HttpMethod.Post, $"/api/journeys/{journey}/documents",
            Form(file, name, ("commandId", id), ("title", "Letter from the housing office")));
}
