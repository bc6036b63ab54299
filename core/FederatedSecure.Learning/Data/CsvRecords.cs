using System.Text;

namespace FederatedSecure.Learning.Data;

/// <summary>Splits a CSV text into records after RFC 4180: quoted fields may hold commas, quotes (doubled) and line breaks.</summary>
internal static class CsvRecords
{
    /// <summary>The records with the lines they start in. Lines without anything in them are left out.</summary>
    /// <exception cref="FormatException">A quoted field does not end, or something follows it; the message names the line.</exception>
    public static IEnumerable<(long Line, List<string> Fields)> Read(TextReader text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        long line = 1, startedAt = 1;
        var (quoted, wasQuoted) = (false, false);
        int next;
        while ((next = text.Read()) >= 0)
        {
            var character = (char)next;
            if (quoted)
            {
                if (character != '"')
                {
                    line += character == '\n' ? 1 : 0;
                    field.Append(character);
                }
                else if (text.Peek() == '"')
                {
                    field.Append((char)text.Read());
                }
                else
                {
                    (quoted, wasQuoted) = (false, true);
                }

                continue;
            }

            switch (character)
            {
                case ',':
                    EndField();
                    break;
                case '\r' when text.Peek() == '\n':
                    break;
                case '\n':
                    if (fields.Count > 0 || field.Length > 0 || wasQuoted)
                    {
                        EndField();
                        yield return (startedAt, fields);
                        fields = [];
                    }

                    startedAt = ++line;
                    break;
                case '"' when field.Length == 0 && !wasQuoted:
                    quoted = true;
                    break;
                default:
                    field.Append(wasQuoted ? throw new FormatException($"line {line}: something follows a quoted field; put a comma there or double the quotes within") : character);
                    break;
            }
        }

        if (quoted)
        {
            throw new FormatException($"line {startedAt}: a quoted field does not end");
        }

        if (fields.Count > 0 || field.Length > 0 || wasQuoted)
        {
            EndField();
            yield return (startedAt, fields);
        }

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
            wasQuoted = false;
        }
    }
}
