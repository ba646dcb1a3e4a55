using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public class ReferenceTests
{
    private static readonly Arbitrary<string> References =
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair => Reference.From(((ulong)(uint)pair.Item1 << 32) | (uint)pair.Item2))
            .ToArbitrary();

    /// <summary>The positions of the eight characters in <c>SP-7K3M-9QX2</c>.</summary>
    private static readonly int[] Positions = [3, 4, 5, 6, 8, 9, 10, 11];

    [Fact]
    public void A_reference_has_two_groups_of_four_and_reads_back_as_itself() =>
        Prop.ForAll(References, reference =>
            Regex.IsMatch(reference, $"^SP-[{Reference.Alphabet}]{{4}}-[{Reference.Alphabet}]{{4}}$")
            && Reference.TryParse(reference, out string canonical)
            && canonical == reference).Check(Cases.Of());

    [Fact]
    public void Every_single_wrong_character_is_caught() =>
        Prop.ForAll(References, reference => Positions.All(position => Reference.Alphabet
            .Where(wrong => wrong != reference[position])
            .All(wrong => !Reference.TryParse(With(reference, (position, wrong)), out _)))).Check(Cases.Of());

    [Fact]
    public void Every_swap_of_two_different_characters_is_caught_neighbours_or_not() =>
        Prop.ForAll(References, reference => Positions.All(one => Positions
            .Where(other => reference[one] != reference[other])
            .All(other => !Reference.TryParse(With(reference, (one, reference[other]), (other, reference[one])), out _))))
            .Check(Cases.Of());

    [Fact]
    public void The_alphabet_has_a_prime_size_and_no_two_characters_that_look_alike()
    {
        Assert.Equal(23, Reference.Alphabet.Length);
        Assert.Distinct(Reference.Alphabet);
        Assert.All((string[])["0OD", "1IL", "UVY", "B8", "S5", "Z2", "G6"],
            alike => Assert.True(alike.Count(Reference.Alphabet.Contains) <= 1, alike));
        Assert.DoesNotContain(Reference.Alphabet, "AEIOU".Contains);
    }

    [Theory]
    [InlineData("sp-7k3m-9qx{0}")]
    [InlineData("SP7K3M9QX{0}")]
    [InlineData(" 7k3m 9qx{0} ")]
    [InlineData("S P – 7 K 3 M – 9 Q X {0}")]
    public void A_reference_is_read_however_it_was_typed(string pattern)
    {
        string reference = Reference.Alphabet.Select(check => $"SP-7K3M-9QX{check}")
            .Single(candidate => Reference.TryParse(candidate, out _));

        Assert.True(Reference.TryParse(string.Format(null, pattern, reference[^1]), out string canonical));
        Assert.Equal(reference, canonical);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SP-")]
    [InlineData("SP-7K3M-9QX")]
    [InlineData("XX-2222-2222")]
    [InlineData("SP-2222-22222")]
    [InlineData("SP-0000-0000")]
    public void Anything_else_is_no_reference(string? text)
    {
        Assert.False(Reference.TryParse(text, out string canonical));
        Assert.Equal("", canonical);
    }

    [Fact]
    public void Bytes_and_the_number_that_they_stand_for_give_the_same_reference()
    {
        Assert.Equal(Reference.From(0x0807060504030201), Reference.From([1, 2, 3, 4, 5, 6, 7, 8]));
        Assert.Throws<ArgumentException>(() => Reference.From([1, 2, 3, 4, 5, 6, 7]));
    }

    private static string With(string reference, params (int Position, char Character)[] changes)
    {
        char[] characters = [.. reference];
        foreach ((int position, char character) in changes)
            characters[position] = character;
        return new string(characters);
    }
}
