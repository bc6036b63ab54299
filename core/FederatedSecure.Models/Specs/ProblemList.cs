using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>Collects problems up to a number that somebody would read; a hostile spec could hold a million.</summary>
internal sealed class ProblemList
{
    public const int Most = 50;

    private readonly List<ModelSpecProblem> _problems = [];

    public int Count => _problems.Count;

    public void Add(ModelSpecProblem problem)
    {
        if (_problems.Count < Most)
        {
            _problems.Add(problem);
        }
    }

    public ModelSpecException ToException() => new(_problems.ToImmutableArray());
}
