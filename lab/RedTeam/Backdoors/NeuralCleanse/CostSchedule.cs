namespace FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

/// <summary>
/// The weight λ of the mask's norm for one class, step by step: raised while the mark succeeds, lowered while it does not, so that the norm
/// shrinks as far as success allows; and when to stop (the authors' code, <c>visualizer.py</c>).
/// </summary>
internal sealed class CostSchedule(NeuralCleanseOptions options)
{
    private double _bestNorm = double.PositiveInfinity;
    private double _stopNorm = double.PositiveInfinity;
    private int _ups;
    private int _downs;
    private int _still;
    private bool _wasRaised;
    private bool _wasLowered;

    /// <summary>λ for the next step.</summary>
    public double Cost { get; private set; } = options.Cost;

    /// <summary>Whether more steps would bring nothing.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Looks at a step.</summary>
    /// <param name="success">Part of the records that reached the target.</param>
    /// <param name="norm">‖mask‖₁.</param>
    /// <returns>Whether this is the smallest mask so far that succeeds.</returns>
    public bool Observe(double success, double norm)
    {
        var succeeds = success >= options.Success;
        var isBest = succeeds && norm < _bestNorm;
        _bestNorm = isBest ? norm : _bestNorm;
        LookForEnd();
        (_ups, _downs) = succeeds ? (_ups + 1, 0) : (0, _downs + 1);
        if (_ups >= options.Patience)
        {
            (_ups, Cost, _wasRaised) = (0, Cost * options.CostMultiplier, true);
        }
        else if (_downs >= options.Patience)
        {
            (_downs, Cost, _wasLowered) = (0, Cost / Math.Pow(options.CostMultiplier, 1.5), true);
        }

        return isBest;
    }

    private void LookForEnd()
    {
        if (double.IsFinite(_bestNorm))
        {
            _still = _bestNorm >= options.EarlyStopRatio * _stopNorm ? _still + 1 : 0;
        }

        _stopNorm = Math.Min(_bestNorm, _stopNorm);
        IsDone = _wasRaised && _wasLowered && _still >= options.EarlyStopPatience;
    }
}
