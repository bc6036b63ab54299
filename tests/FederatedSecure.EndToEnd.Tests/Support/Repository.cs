using System.Runtime.InteropServices;

namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>Where things are on this machine.</summary>
internal static class Repository
{
    /// <summary>The checkout that this test was built from.</summary>
    public static string Root { get; } = Find();

    /// <summary>The installation of .NET that runs this test.</summary>
    public static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "FederatedSecure.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException("FederatedSecure.sln is in no directory above the test.");
    }
}
