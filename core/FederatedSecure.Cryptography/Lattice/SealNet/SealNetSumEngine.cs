using System.Security.Cryptography;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice.Seal;
using Microsoft.Research.SEAL;

namespace FederatedSecure.Cryptography.Lattice.SealNet;

/// <summary>
/// Microsoft SEAL's arithmetic: its <see cref="Evaluator"/> adds the ciphertexts, its <see cref="Decryptor"/> opens their sum.
/// Only in builds with <c>SealProvider=SealNet</c>; for comparisons, as it is much slower than <see cref="ManagedSumEngine"/>.
/// </summary>
/// <remarks>
/// <para><b>Adding.</b> What travels is b alone: the second polynomial of a member's ciphertext (b, −a) is the same for all of them
/// and derived. It cannot take part in the additions, as n·(−a) would come of it; and without any, SEAL refuses the result as
/// transparent. So each b is added as (b, 1), the second polynomial being the constant 1, of which only the first one of the result
/// is taken: SEAL's addition works on each polynomial by itself. The second is then a constant of at most n, never 0 mod q.</para>
/// <para><b>Opening.</b> (Σ b, −a) under the sum of the secrets, as <see cref="SealCiphertext.OfSum"/> and
/// <see cref="SealSecretKey"/> write them. The check is still that of <see cref="Opener"/>: SEAL tells of the noise only
/// <c>InvariantNoiseBudget</c>, which is as good as 0 for right results at these parameters. Where that check passes, SEAL's message
/// must be the same; a disagreement fails the check, whoever is right.</para>
/// <para><b>What SEAL is given to load</b> is what this class has written itself, from coefficients that were checked before:
/// never bytes that came from outside. Its published package lacks later security fixes of just that.</para>
/// <para>The key's bytes are zeroed here; SEALNet zeroes its own copy, SEAL the memory of its keys.</para>
/// </remarks>
internal sealed class SealNetSumEngine : ISumEngine
{
    private readonly CommonPolynomials _common;
    private readonly Opener _opener;
    private readonly SEALContext _context;
    private readonly Evaluator _evaluator;

    /// <param name="parameters">The ring.</param>
    /// <param name="plan">Digest of the plan that the ciphertexts belong to.</param>
    /// <exception cref="InvalidOperationException">SEAL does not take the ring's parameters.</exception>
    public SealNetSumEngine(RingParameters parameters, Digest plan)
    {
        using var encryption = new EncryptionParameters();
        using var bytes = new MemoryStream(SealEncryptionParameters.Of(parameters).ToArray());
        encryption.Load(bytes);
        _context = new SEALContext(encryption, expandModChain: false, SecLevelType.TC128);
        if (!_context.ParametersSet)
        {
            var problem = _context.ParameterErrorMessage();
            _context.Dispose();
            throw new InvalidOperationException(
                $"Microsoft SEAL does not take the parameters of {parameters}: {problem}. Build without SealProvider=SealNet, or take another ring.");
        }

        _evaluator = new Evaluator(_context);
        _common = new CommonPolynomials(parameters, plan);
        _opener = new Opener(_common);
    }

    private RingParameters Parameters => _common.Parameters;

    /// <inheritdoc/>
    public void Add(Span<ulong> sum, ReadOnlySpan<ulong> ciphertext)
    {
        Polynomials.Require(sum, Parameters, nameof(sum));
        Polynomials.Require(ciphertext, Parameters, nameof(ciphertext));
        using var total = Load(SealCiphertext.OfAddend(Parameters, sum));
        using var addend = Load(SealCiphertext.OfAddend(Parameters, ciphertext));
        _evaluator.AddInplace(total, addend);
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = total[0, (ulong)i];
        }
    }

    /// <inheritdoc/>
    public OpeningCheck Open(OpeningKey key, int chunk, ReadOnlySpan<ulong> sum, int members, int droppedBits, Span<ulong> message)
    {
        var check = _opener.Open(key, chunk, sum, members, droppedBits, message);
        if (!check.Passes)
        {
            return check;
        }

        using var ciphertext = Load(SealCiphertext.OfSum(_common, chunk, sum));
        using var opened = Decrypt(ciphertext, key);
        return Agree(opened, message) ? check : check with { Largest = long.MaxValue };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _evaluator.Dispose();
        _context.Dispose();
        _common.Dispose();
    }

    /// <summary>Whether SEAL's plaintext, which ends with the last coefficient that is not 0, is the message.</summary>
    private static bool Agree(Plaintext plaintext, ReadOnlySpan<ulong> message)
    {
        var count = (int)Math.Min(plaintext.CoeffCount, (ulong)message.Length);
        var differences = plaintext.CoeffCount > (ulong)message.Length ? 1UL : 0;
        for (var i = 0; i < count; i++)
        {
            differences |= plaintext[(ulong)i] ^ message[i];
        }

        return differences == 0 && !message[count..].ContainsAnyExcept(0UL);
    }

    private Plaintext Decrypt(Ciphertext ciphertext, OpeningKey key)
    {
        var bytes = SealSecretKey.Write(key);
        try
        {
            using var stream = new MemoryStream(bytes);
            using var secret = new SecretKey();
            secret.Load(_context, stream);
            using var decryptor = new Decryptor(_context, secret);
            using var pool = MemoryPoolHandle.New(clearOnDestruction: true);
            var plaintext = new Plaintext(pool);
            decryptor.Decrypt(ciphertext, plaintext);
            return plaintext;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private Ciphertext Load(SealCiphertext written)
    {
        using var bytes = new MemoryStream(written.ToArray());
        var ciphertext = new Ciphertext();
        ciphertext.Load(_context, bytes);
        return ciphertext;
    }
}
