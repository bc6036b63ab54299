using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using CsCheck;
using FederatedSecure.Cryptography.Lattice.Seal;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.EndToEnd.Tests.Batch;

public sealed class BatchTests
{
    [Fact]
    public async Task Run_BadLines_AreAnsweredAndStopNothing()
    {
        var output = new StringWriter();
        await BatchRunner.RunAsync(
            new StringReader("""
                {"id": 1, "function": "ring.ntt", "args": {"n": 4, "q": 17, "values": ["1", 0, "0", 0]}}
                rubbish

                [1]
                {"id": "two", "function": "ring.nt"}
                {"id": 3, "function": "ring.ntt", "args": {"n": 4, "q": 17}}
                {"id": 4, "function": "ring.ntt", "args": {"n": 4, "q": 17, "values": [1, 2, 3, 17]}}
                {"id": 5, "function": "ring.ntt", "args": {"n": 4, "q": 18, "values": [1, 2, 3, 4]}}
                {"id": 6, "function": "ring.ntt", "args": {"n": 4, "q": 17, "values": [1, 2, 3, 4], "vales": []}}
                {"id": {"any": "thing"}, "function": "ring.intt", "args": {"n": 4, "q": 17, "values": [1, 1, 1, 1]}}
                """),
            output,
            TestContext.Current.CancellationToken);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""{"id":1,"result":{"values":["1","1","1","1"]}}""", lines[0]);
        Assert.Equal("""{"id":{"any":"thing"},"result":{"values":["1","0","0","0"]}}""", lines[^1]);
        Assert.Equal(9, lines.Length);
        Assert.All(lines[1..^1], line => Assert.False(string.IsNullOrEmpty((string?)JsonNode.Parse(line)!["error"])));
        Assert.Contains("Did you mean \\\"ring.ntt\\\"?", lines[3], StringComparison.Ordinal);
        Assert.Contains("\\\"values\\\" is missing", lines[4], StringComparison.Ordinal);
        Assert.Contains("Did you mean \\\"values\\\"?", lines[7], StringComparison.Ordinal);
    }

    [Fact]
    public void RingNtt_AnyValues_AreTheEvaluationsAtOddPowersOfPsi()
    {
        // q = 193 ≡ 1 mod 16; the smallest primitive 16th root of unity, by trial.
        const int n = 8, q = 193;
        var psi = Enumerable.Range(2, q).First(x => BigInteger.ModPow(x, n, q) == q - 1);
        Gen.Int[0, q - 1].Array[n].Sample(values =>
        {
            var transformed = Words(BatchCase.Result("ring.ntt", new JsonObject { ["n"] = n, ["q"] = q, ["values"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) })["values"]!);

            for (var i = 0; i < n; i++)
            {
                // Bit-reversed: place i holds the value at ψ^(2·rev(i) + 1).
                var reversed = ((i & 1) << 2) | (i & 2) | (i >> 2);
                var x = BigInteger.ModPow(psi, (2 * reversed) + 1, q);
                var expected = values.Select((v, j) => v * BigInteger.ModPow(x, j, q)).Aggregate(BigInteger.Add) % q;
                Assert.Equal(expected, transformed[i]);
            }

            var back = Words(BatchCase.Result("ring.intt", new JsonObject { ["n"] = n, ["q"] = q, ["values"] = new JsonArray([.. transformed.Select(v => (JsonNode)v.ToString(CultureInfo.InvariantCulture))]) })["values"]!);
            Assert.Equal(values.Select(v => (BigInteger)v), back);
        });
    }

    [Fact]
    public void ShamirCombine_PointsOfALine_GivesItsValueAtZeroAndNamesTheWrongOnes()
    {
        // f(x) = 5 + 3x mod 17, with one of four values off.
        var result = BatchCase.Result("shamir.combine", JsonNode.Parse(
            """{"shares": [{"x": 1, "y": "8"}, {"x": 2, "y": "11"}, {"x": 3, "y": "0"}, {"x": 4, "y": "0"}], "threshold": 2, "q": "17"}""")!);
        Assert.Equal("""{"secret":"5","wrong":[3]}""", result.ToJsonString());
    }

    [Theory]
    [InlineData("""{"shares": [{"x": 1, "y": 8}], "threshold": 2, "q": 17}""")]
    [InlineData("""{"shares": [{"x": 1, "y": 8}, {"x": 1, "y": 8}], "threshold": 2, "q": 17}""")]
    [InlineData("""{"shares": [{"x": 0, "y": 8}, {"x": 1, "y": 8}], "threshold": 2, "q": 17}""")]
    [InlineData("""{"shares": [{"x": 1, "y": 17}, {"x": 2, "y": 8}], "threshold": 2, "q": 17}""")]
    [InlineData("""{"shares": [{"x": 1, "y": 8}, {"x": 2, "y": 8}, {"x": 3, "y": 9}], "threshold": 2, "q": 17}""")]
    public void ShamirCombine_SharesThatCannotBe_AreAnError(string arguments) =>
        Assert.Contains("error", BatchRunner.Answer($$"""{"function": "shamir.combine", "args": {{arguments}}}"""), StringComparison.Ordinal);

    [Fact]
    public void ShamirSplit_AnyThresholdSharesInAnyOrder_GiveTheSecretBack() => Gen.Select(Gen.Int[1, 6], Gen.Int[0, 6], Gen.ULong[0, 0x3fffff350002000], Gen.ULong).Sample(
        (threshold, more, secret, seed) =>
        {
            const string q = "288230321659322369";
            Assert.Equal(0x3fffff350002001UL, ulong.Parse(q, CultureInfo.InvariantCulture));
            var shares = BatchCase.Result("shamir.split", new JsonObject
            {
                ["secret"] = secret.ToString(CultureInfo.InvariantCulture),
                ["threshold"] = threshold,
                ["holders"] = threshold + more,
                ["q"] = q,
                ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
            })["shares"]!.AsArray();
            var some = new JsonArray([.. shares.Reverse().Take(threshold).Select(share => share!.DeepClone())]);

            var result = BatchCase.Result("shamir.combine", new JsonObject { ["shares"] = some, ["threshold"] = threshold, ["q"] = q });

            Assert.Equal(secret.ToString(CultureInfo.InvariantCulture), (string?)result["secret"]);
        });

    [Theory]
    [InlineData("n4096-q58-b")]
    [InlineData("n2048-q54-b")]
    public void BfvOpen_WhatMicrosoftSealEncrypted_GivesTheMessageThatItSaved(string set)
    {
        var message = SealPlaintext.Read(Golden(set, "message")).Words;

        var opened = Words(BatchCase.Result("bfv.open", new JsonObject
        {
            ["parameters"] = Convert.ToBase64String(Golden(set, "parameters")),
            ["ciphertext"] = Convert.ToBase64String(Golden(set, "ciphertext")),
            ["key"] = Convert.ToBase64String(Golden(set, "key")),
        })["coefficients"]!);

        Assert.Equal(message.Select(word => (BigInteger)word), opened.Take(message.Length));
        Assert.All(opened.Skip(message.Length), word => Assert.Equal(BigInteger.Zero, word));
    }

    [Fact]
    public void SealDescribe_Objects_ToldApart()
    {
        Assert.Equal("Ciphertext", (string?)Describe("ciphertext")["kind"]);
        Assert.Equal("4096", (string?)Describe("ciphertext")["polyModulusDegree"]);
        Assert.Equal("Plaintext", (string?)Describe("key")["kind"]);
        Assert.Equal("EncryptionParameters", (string?)Describe("parameters")["kind"]);
        Assert.Contains("error", BatchRunner.Answer("""{"function": "seal.describe", "args": {"base64": "XqEQBAE="}}"""), StringComparison.Ordinal);
    }

    private static JsonNode Describe(string name) =>
        BatchCase.Result("seal.describe", new JsonObject { ["base64"] = Convert.ToBase64String(Golden("n4096-q58-b", name)) });

    private static byte[] Golden(string set, string name) =>
        File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden", set), name + ".*").Single());

    private static BigInteger[] Words(JsonNode values) =>
        [.. values.AsArray().Select(value => BigInteger.Parse(value!.GetValue<string>(), CultureInfo.InvariantCulture))];
}
