using FederatedSecure.Assurance.Reports;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Evaluators;

/// <summary>What attacks a candidate.</summary>
internal interface ICandidateAttack
{
    /// <summary>Attacks a model with records of the evaluator's own. What was finished before an interruption is not done again.</summary>
    /// <param name="task">The candidate.</param>
    /// <param name="modelFile">Its file.</param>
    /// <param name="records">Records that the model has not seen.</param>
    /// <param name="folder">Where parts and pages are kept.</param>
    /// <param name="cancellation">Ends it; what is finished stays.</param>
    /// <returns>The report: figures, and no verdict.</returns>
    /// <exception cref="CandidateException">These records do not go with this model.</exception>
    AssuranceReport Attack(CandidateTask task, string modelFile, DataSet records, string folder, CancellationToken cancellation);
}
