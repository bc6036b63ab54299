using System.Numerics.Tensors;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>One record's walk of a <see cref="BoundaryAttack"/>: where it is, what it tries next, how large its steps are.</summary>
internal sealed class BoundaryWalk : IDisposable
{
    private const double Adaptation = 1.5;
    private const double Converged = 1e-7;
    private readonly float[] _clean;
    private readonly float[] _sideways;
    private readonly float[] _source;
    private readonly int _label;
    private readonly GaussianStream _random;
    private readonly EvasionTerms _terms;
    private readonly NearestValid? _nearestValid;
    private readonly SuccessRate _onSphere = new(100);
    private readonly SuccessRate _inwards = new(30);
    private double _sphericalStep = 0.01;
    private double _sourceStep = 0.01;
    private bool _isSidewaysAdversarial;

    public BoundaryWalk(int record, RecordBatch batch, float[] start, GaussianStream random, EvasionTerms terms)
    {
        (Record, Point, _random, _terms) = (record, start, random, terms);
        (_clean, _label) = (batch[record].ToArray(), batch.Labels[record]);
        _nearestValid = NearestValid.For(terms, _clean);
        (_sideways, _source, Candidate) = (new float[batch.Length], new float[batch.Length], new float[batch.Length]);
    }

    /// <summary>Number of the record.</summary>
    public int Record { get; }

    /// <summary>The nearest adversarial point so far.</summary>
    public float[] Point { get; private set; }

    /// <summary>The step's first half: moved on the sphere.</summary>
    public float[] Sideways => _sideways;

    /// <summary>The whole step.</summary>
    public float[] Candidate { get; private set; }

    /// <summary>Whether steps have become too small to matter.</summary>
    public bool HasConverged => _sourceStep < Converged;

    /// <summary>What the model is asked about a point: itself, or its nearest valid record.</summary>
    public float[] Asked(float[] point) => _nearestValid?.Of(point) ?? point;

    /// <summary>Draws the next step.</summary>
    public void Propose()
    {
        TensorPrimitives.Subtract(_clean, Point, _source);
        var distance = Distance.Length(_source);
        if (distance == 0)
        {
            _sourceStep = 0;
            return;
        }

        // A random direction at right angles to that of the clean input, as long as the step.
        var direction = _sideways;
        _random.FillNormal(direction);
        var along = TensorPrimitives.Dot(direction, _source) / (distance * distance);
        TensorPrimitives.MultiplyAdd(_source, (float)-along, direction, direction);
        var scale = _sphericalStep * distance / Math.Max(Distance.Length(direction), 1e-30);

        // Back on the sphere: clean + (η − source)/√(1 + δ²).
        var shrink = 1 / Math.Sqrt(1 + (_sphericalStep * _sphericalStep));
        for (var i = 0; i < direction.Length; i++)
        {
            _sideways[i] = Clamp(_clean[i] + (shrink * ((scale * direction[i]) - _source[i])));
        }

        // Towards the clean input, and as much more as the sphere was left by rounding and the box.
        TensorPrimitives.Subtract(_clean, _sideways, _source);
        var now = Distance.Length(_source);
        var part = Math.Max(0, (_sourceStep * distance) + now - distance) / Math.Max(now, 1e-30);
        for (var i = 0; i < direction.Length; i++)
        {
            Candidate[i] = Clamp(_sideways[i] + (part * _source[i]));
        }
    }

    /// <summary>Is told what the first half was decided for.</summary>
    public void Judge(int decided)
    {
        _isSidewaysAdversarial = decided != _label;
        _onSphere.Add(_isSidewaysAdversarial);
    }

    /// <summary>Is told what the whole step was decided for; takes it where it is adversarial and nearer.</summary>
    /// <param name="decided">The class.</param>
    /// <param name="isLook">Whether the first half was looked at, too: then step sizes adapt.</param>
    public void Take(int decided, bool isLook)
    {
        var isAdversarial = decided != _label;
        if (isLook)
        {
            if (_isSidewaysAdversarial)
            {
                _inwards.Add(isAdversarial);
            }

            Adapt();
        }

        if (isAdversarial && Distance.Between(Candidate, _clean, Norm.L2) < Distance.Between(Point, _clean, Norm.L2))
        {
            (Point, Candidate) = (Candidate, Point);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _random.Dispose();

    private void Adapt()
    {
        if (_onSphere.Full is { } sphere && sphere is < 0.2 or > 0.5)
        {
            var factor = sphere > 0.5 ? Adaptation : 1 / Adaptation;
            _sphericalStep *= factor;
            _sourceStep *= factor;
            _onSphere.Clear();
        }

        if (_inwards.Full is { } inwards && inwards is < 0.1 or > 0.25)
        {
            _sourceStep *= inwards > 0.25 ? Adaptation : 1 / Adaptation;
            _inwards.Clear();
        }
    }

    private float Clamp(double value) => (float)Math.Clamp(value, _terms.Lower, _terms.Upper);

    /// <summary>The share of the last so many that succeeded.</summary>
    private sealed class SuccessRate(int window)
    {
        private readonly Queue<bool> _last = new(window);
        private int _successes;

        /// <summary>The share; null as long as there are too few.</summary>
        public double? Full => _last.Count < window ? null : (double)_successes / window;

        public void Add(bool success)
        {
            if (_last.Count == window && _last.Dequeue())
            {
                _successes--;
            }

            _last.Enqueue(success);
            _successes += success ? 1 : 0;
        }

        public void Clear()
        {
            _last.Clear();
            _successes = 0;
        }
    }
}
