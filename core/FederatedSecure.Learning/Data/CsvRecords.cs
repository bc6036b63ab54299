using System.Text;

namespace FederatedSecure.Learning.Data;

/// <summary>Splits a CSV text into records after RFC 4180: quoted fields may hold commas, quotes (doubled) and line breaks.</summary>
internal static class CsvRecords
{
    /// <summary>A field longer than this is a quote that nobody closed, not data.</summary>
    private const int LongestField = 1 << 20;

    /// <summary>The records with the lines they start in. Lines without anything in them are left out.</summary>
    /// <param name="file">Name for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="DataException">A quoted field does not end, or something follows it.</exception>
    public static IEnumerable<(long Line, List<string> Fields)> Read(string file, TextReader text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        long line = 1, startedAt = 1;
        var (quoted, wasQuoted) = (false, false);
        int next;
        while ((next = text.Read()) >= 0)
        {
            var character = (char)next;
            if (field.Length >= LongestField)
            {
                throw new DataException(file, startedAt, $"a field has more than {LongestField} characters: is there a quote that does not end?");
            }

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
                case '\r' when text.Peek() is '\n' or < 0:
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
                case ' ' when wasQuoted:
                    break;
                case not ' ' when wasQuoted:
                    throw new DataException(file, line, "something follows a quoted field: put a comma there, or double the quotes within the field.");
                default:
                    field.Append(character);
                    break;
            }
        }

        if (quoted)
        {
            throw new DataException(file, startedAt, "a quoted field that starts in this record does not end: close the quote.");
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
