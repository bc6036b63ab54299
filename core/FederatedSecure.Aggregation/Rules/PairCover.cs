using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>Looks for few inputs without which no two are farther apart than a diameter: a vertex cover of the far pairs.</summary>
internal sealed class PairCover
{
    private readonly bool[,] _isFar;
    private readonly bool[] _isOut;
    private readonly bool[] _isKept;
    private readonly int _n;

    /// <param name="geometry">The inputs' distances.</param>
    /// <param name="squaredDiameter">Pairs beyond it are far.</param>
    public PairCover(Geometry geometry, double squaredDiameter)
    {
        _n = geometry.Inputs;
        (_isFar, _isOut, _isKept) = (new bool[_n, _n], new bool[_n], new bool[_n]);
        for (var i = 0; i < _n; i++)
        {
            for (var j = 0; j < _n; j++)
            {
                _isFar[i, j] = i != j && geometry.Squared(i, j) > squaredDiameter;
            }
        }
    }

    /// <summary>Whether leaving out at most <paramref name="budget"/> more inputs, none of them kept before, is enough.</summary>
    public bool Exists(int budget)
    {
        if (budget < 0)
        {
            return false;
        }

        // The input with the most far partners: either it goes, or all of them do.
        var (worst, most, ends) = (-1, 0, 0);
        for (var i = 0; i < _n; i++)
        {
            var partners = Partners(i);
            ends += partners;
            (worst, most) = partners > most ? (i, partners) : (worst, most);
        }

        return ends == 0
            || (ends <= 2 * budget * most && ((!_isKept[worst] && Without([worst], budget)) || Without([.. FarFrom(worst)], budget)));
    }

    /// <summary>Keeps an input if that leaves a way, leaves it out otherwise.</summary>
    /// <param name="input">Inputs are asked for in turn.</param>
    /// <param name="f">How many may be left out in all.</param>
    public bool TryKeep(int input, int f)
    {
        if (!_isOut[input])
        {
            _isKept[input] = true;
            int[] partners = [.. FarFrom(input)];
            if (Without(partners, f - _isOut.Count(isOut => isOut)))
            {
                Array.ForEach(partners, partner => _isOut[partner] = true);
                return true;
            }

            _isKept[input] = false;
            _isOut[input] = true;
        }

        return false;
    }

    private bool Without(int[] inputs, int budget)
    {
        if (inputs.Length > budget || Array.Exists(inputs, input => _isKept[input]))
        {
            return false;
        }

        Array.ForEach(inputs, input => _isOut[input] = true);
        var isEnough = Exists(budget - inputs.Length);
        Array.ForEach(inputs, input => _isOut[input] = false);
        return isEnough;
    }

    private int Partners(int i)
    {
        var count = 0;
        for (var j = 0; !_isOut[i] && j < _n; j++)
        {
            count += _isFar[i, j] && !_isOut[j] ? 1 : 0;
        }

        return count;
    }

    private IEnumerable<int> FarFrom(int i) => Enumerable.Range(0, _n).Where(j => _isFar[i, j] && !_isOut[j]);
}
