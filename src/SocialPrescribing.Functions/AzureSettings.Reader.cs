using System.Globalization;
using Microsoft.Extensions.Configuration;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web;

namespace SocialPrescribing.Functions;

internal sealed partial record AzureSettings
{
    /// <summary>
    /// Reads settings one by one, and remembers which ones exist and what is wrong with them. It never repeats a value, which may be
    /// a secret.
    /// </summary>
    private sealed class SettingsReader(IConfigurationSection section)
    {
        private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<string> _problems = [];

        /// <summary>Names the setting as it is written in the environment.</summary>
        public void Problem(string name, string what) =>
            ProblemOf($"{Section}__{name.Replace(":", "__", StringComparison.Ordinal)}", what);

        /// <summary>For a setting outside the service's section.</summary>
        public void ProblemOf(string setting, string what) => _problems.Add($"{setting}: {what}");

        public bool IsSet(string name) => Text(name) is not null;

        public string? Text(string name, bool required = false)
        {
            _known.Add(name);
            if (section[name]?.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) is true)
            {
                // If the platform cannot resolve a reference to the key vault, it leaves the text of the reference. That text must not
                // become the secret.
                Problem(name, "Key Vault has not given it: check the address, and that the host's identity may read secrets there");
                return null;
            }
            if (section[name] is { } text && ServiceProfile.Allows(text))
                return text.Trim();
            if (required || !string.IsNullOrEmpty(section[name]))
                Problem(name, section[name] is { Length: > 0 } ? $"allowed is {ServiceProfile.Allowed}" : "not set");
            return null;
        }

        public Uri? Address(string name, bool required = false, bool loopbackMayBeHttp = false)
        {
            if (Text(name, required) is not { } text)
                return null;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
                && (uri.Scheme == Uri.UriSchemeHttps || (loopbackMayBeHttp && uri.IsLoopback && uri.Scheme == Uri.UriSchemeHttp)))
                return uri;
            Problem(name, "allowed is an address such as https://links.example.org");
            return null;
        }

        /// <summary>Reads <c>https://a.example.org, https://b.example.org</c>.</summary>
        public IReadOnlyList<Uri> Addresses(string name)
        {
            string[] texts = Text(name)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
            Uri[] addresses = [.. texts.Select(t => Uri.TryCreate(t, UriKind.Absolute, out Uri? u) ? u : null).OfType<Uri>()
                .Where(u => u.Scheme == Uri.UriSchemeHttps)];
            if (addresses.Length < texts.Length)
                Problem(name, "allowed are addresses such as https://links.example.org, with commas between them");
            return addresses;
        }

        public int? Number(string name, int least, int most)
        {
            if (Text(name) is not { } text)
                return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
                return number;
            Problem(name, string.Create(CultureInfo.InvariantCulture, $"allowed is {least} to {most}"));
            return null;
        }

        public string? MailAddress(string name, bool required)
        {
            string? text = Text(name, required);
            if (text is not null && !ServiceProfile.AllowsAddress(text))
                Problem(name, "allowed is a mail address");
            return text;
        }

        public byte[] Key(string name, bool isHere) => Text(name, required: true) is { } text ? Decode(name, text, isHere) : [];

        /// <summary>Reads <c>k2:BASE64,k1:BASE64</c>: the first key signs, all keys are believed.</summary>
        public IReadOnlyList<LinkKey> Links(string name, bool isHere)
        {
            if (Text(name, required: true) is not { } text)
                return [];
            List<LinkKey> keys = [];
            foreach (string[] part in text.Split(',', StringSplitOptions.TrimEntries).Select(p => p.Split(':', 2)))
            {
                if (part is [{ Length: 2 } id, var key] && id.All(char.IsAsciiLetterOrDigit) && keys.All(k => k.Id != id))
                    keys.Add(new LinkKey(id, Decode(name, key, isHere)));
                else
                    Problem(name,
                        "allowed are keys such as k2:BASE64,k1:BASE64, each with an id of its own of two letters or digits; the first "
                            + "signs, all are believed");
            }
            return keys;
        }

        private byte[] Decode(string name, string text, bool isHere)
        {
            byte[] key = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, key, out int length) || length < ShortestKey)
                Problem(name,
                    $"allowed is Base64 of at least {ShortestKey} bytes by chance, such as openssl rand -base64 {ShortestKey} gives");
            else if (!isHere && key.AsSpan().StartsWith(SampleKey))
                Problem(name, "this is the key of the sample, which everybody knows; make one of your own");
            return key[..length];
        }

        /// <summary>A setting that does not exist is refused, because it may be a slip.</summary>
        /// <exception cref="SettingsException">Something was missing or not allowed.</exception>
        public void RefuseTheRest()
        {
            foreach ((string name, string? value) in section.AsEnumerable(makePathsRelative: true))
                if (value is not null && !_known.Contains(name))
                    Problem(name, "there is no such setting; docs/azure.md names them all");
            if (_problems.Count > 0)
                throw new SettingsException([.. _problems.Distinct()]);
        }
    }
}
