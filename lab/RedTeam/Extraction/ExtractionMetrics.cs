namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>How good a copy is (Jagielski, Carlini, Berthelot, Kurakin and Papernot, USENIX Security 2020, section 2).</summary>
/// <param name="Agreements">Records on which the copy decides as the original does, rightly or not.</param>
/// <param name="StudentCorrect">Records on which the copy is right.</param>
/// <param name="TeacherCorrect">Records on which the original is right.</param>
/// <param name="Records">Records they were asked about.</param>
internal readonly record struct ExtractionMetrics(long Agreements, long StudentCorrect, long TeacherCorrect, long Records)
{
    /// <summary>Part of records with the same decision.</summary>
    public double Fidelity => (double)Agreements / Records;

    /// <summary>Accuracy of the copy.</summary>
    public double StudentAccuracy => (double)StudentCorrect / Records;

    /// <summary>Accuracy of the original.</summary>
    public double TeacherAccuracy => (double)TeacherCorrect / Records;

    /// <summary>Compares decisions.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ExtractionMetrics Of(ReadOnlySpan<int> teacher, ReadOnlySpan<int> student, ReadOnlySpan<int> truth)
    {
        if (teacher.Length != student.Length || teacher.Length != truth.Length)
        {
            throw new ArgumentException($"There are {teacher.Length} and {student.Length} decisions, and {truth.Length} labels.", nameof(truth));
        }

        var (agreements, studentCorrect, teacherCorrect) = (0L, 0L, 0L);
        for (var i = 0; i < truth.Length; i++)
        {
            agreements += teacher[i] == student[i] ? 1 : 0;
            studentCorrect += student[i] == truth[i] ? 1 : 0;
            teacherCorrect += teacher[i] == truth[i] ? 1 : 0;
        }

        return new ExtractionMetrics(agreements, studentCorrect, teacherCorrect, truth.Length);
    }
}
