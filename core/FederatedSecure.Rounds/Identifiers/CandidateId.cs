using System.Globalization;

namespace FederatedSecure.Rounds;

/// <summary>Names a model that may become a release, as "j-x7k2m9p4qa/3".</summary>
/// <param name="Job">The job.</param>
/// <param name="Number">Counted from 1 in each job.</param>
public readonly record struct CandidateId(JobId Job, int Number)
{
    /// <summary>Takes a text for a candidate's name if it has the form of one.</summary>
    public static bool TryParse(string? text, out CandidateId id)
    {
        id = default;
        if (text?.Split('/') is not [var job, var number]
            || !JobId.TryParse(job, out var jobId)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count < 1)
        {
            return false;
        }

        id = new CandidateId(jobId, count);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Job}/{Number}");
}
