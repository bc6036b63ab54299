using System.Text.RegularExpressions;
using CsCheck;
using FederatedSecure.Assurance.Gates;

namespace FederatedSecure.Assurance.Tests.Gates;

public class WildcardTests
{
    [Fact]
    public void Matches_AnyPattern_AgreesWithTheRegularExpression()
    {
        Gen.Select(Gen.String[Gen.Char["ab*"], 0, 7], Gen.String[Gen.Char["ab"], 0, 9]).Sample((pattern, text) =>
        {
            var expected = Regex.IsMatch(text, $"^{pattern.Replace("*", "[ab]*", StringComparison.Ordinal)}\\z", RegexOptions.None, TimeSpan.FromSeconds(10));
            Assert.Equal(expected, Wildcard.Matches(pattern, text));
        });
    }

    [Fact]
    public void Matches_Dots_AreNoWildcards() => Assert.False(Wildcard.Matches("evasion.pgd", "evasionxpgd"));
}
