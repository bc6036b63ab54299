namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>Makes a copy of a model by asking it.</summary>
internal interface IExtraction
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>Makes a copy.</summary>
    /// <param name="oracle">The original. What it has been asked when this returns is at most the budget more than before.</param>
    /// <param name="pool">What can be asked.</param>
    /// <param name="budget">The most queries.</param>
    /// <param name="terms">How the copy is trained.</param>
    Student Steal(Oracle oracle, QueryPool pool, int budget, ExtractionTerms terms);
}
