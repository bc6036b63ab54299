using System.CommandLine;

namespace FederatedSecure.Lab.Batch;

/// <summary>`lab batch`.</summary>
internal static class BatchCommand
{
    private static readonly Option<bool> List = new("--list") { Description = "List the functions with their arguments and results, and do nothing else." };

    public static Command Create()
    {
        var command = new Command("batch", """
            Computes cases: reads one JSON object a line from the input stream, {"id": …, "function": …, "args": {…}}, and writes one a line,
            {"id": …, "result": …} or {"id": …, "error": …}. A bad line never stops the rest.

            Examples:
              echo '{"id": 1, "function": "ring.ntt", "args": {"n": 4, "q": 17, "values": ["1", "2", "3", "4"]}}' | lab batch
              lab batch --list
            """)
        {
            List,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(List))
            {
                foreach (var function in BatchFunctions.All)
                {
                    Console.WriteLine($"{function.Name} {{{function.Arguments}}} → {{{function.Result}}}");
                }

                return 0;
            }

            await BatchRunner.RunAsync(Console.In, Console.Out, cancellation);
            return 0;
        });
        return command;
    }
}
