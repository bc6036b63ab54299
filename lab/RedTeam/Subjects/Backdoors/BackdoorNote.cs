using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;

namespace FederatedSecure.Lab.RedTeam.Subjects.Backdoors;

/// <summary>Says in a report which backdoors its figures are about: whoever reads it does not have the file.</summary>
internal static class BackdoorNote
{
    /// <summary>One sentence.</summary>
    public static string Of(ImmutableArray<KnownBackdoor> backdoors, ImmutableArray<string> classNames) =>
        $"Backdoors that were known or suspected before the run: {string.Join("; ", backdoors.Select(backdoor => $"\"{backdoor.Mark.Name}\", {backdoor.Mark.Places.Length} values set, to class {classNames[backdoor.Target]}"))}.";
}
