using System.Security.Cryptography;

namespace SocialPrescribing.Service;

/// <summary>
/// Encrypts small texts that only this service writes and reads (AES-GCM). Each purpose has its own key, so what is sealed for one purpose
/// cannot be used for another.
/// </summary>
public static class Sealing
{
    private static readonly int _nonce = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int _body = AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize;

    /// <param name="about">What the text belongs to. Whoever opens it must name the same.</param>
    public static byte[] Seal(byte[] key, byte[] purpose, byte[] about, byte[] text)
    {
        byte[] sealedText = new byte[_body + text.Length];
        RandomNumberGenerator.Fill(sealedText.AsSpan(.._nonce));
        using AesGcm aes = Cipher(key, purpose);
        aes.Encrypt(sealedText.AsSpan(.._nonce), text, sealedText.AsSpan(_body..), sealedText.AsSpan(_nonce.._body), about);
        return sealedText;
    }

    /// <returns>Null if the text was not sealed with this key, purpose and subject.</returns>
    public static byte[]? Open(byte[] key, byte[] purpose, byte[] about, byte[] sealedText)
    {
        if (sealedText.Length < _body)
            return null;
        byte[] opened = new byte[sealedText.Length - _body];
        try
        {
            using AesGcm aes = Cipher(key, purpose);
            aes.Decrypt(sealedText.AsSpan(.._nonce), sealedText.AsSpan(_body..), sealedText.AsSpan(_nonce.._body), opened, about);
            return opened;
        }
        // A browser may send anything.
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static AesGcm Cipher(byte[] key, byte[] purpose) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, outputLength: 32, info: purpose), AesGcm.TagByteSizes.MaxSize);
}
