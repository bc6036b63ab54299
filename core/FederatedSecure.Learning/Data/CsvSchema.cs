using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>
/// What the columns of a CSV file are. All sites of a job use the same schema, so that features have the same order and meaning
/// everywhere: categories and classes are listed in it and not taken from the data.
/// </summary>
public sealed class CsvSchema
{
    internal CsvSchema(ImmutableArray<CsvColumn> columns, CsvColumnKind? others, bool standardize, ImmutableArray<CsvAttribute> attributes)
    {
        Attributes = attributes;
        Columns = columns;
        Others = others;
        Standardize = standardize;
    }

    /// <summary>The columns that are named, in the order of the features.</summary>
    public ImmutableArray<CsvColumn> Columns { get; }

    /// <summary>Protected attributes that follow from several columns.</summary>
    public ImmutableArray<CsvAttribute> Attributes { get; }

    /// <summary>What columns are that are not named: numeric or ignored; null if there must be none.</summary>
    public CsvColumnKind? Others { get; }

    /// <summary>Whether numeric features are brought to mean 0 and deviation 1 before training; default true. False for
    /// tokens of an embedding bag.</summary>
    public bool Standardize { get; }

    /// <summary>The column to be predicted.</summary>
    public CsvColumn Label => Columns.First(column => column.Kind == CsvColumnKind.Label);

    /// <summary>Reads a schema file: JSON with comments.</summary>
    /// <exception cref="DataException">It is wrong; the message names file and line.</exception>
    public static CsvSchema Read(string path) => CsvSchemaReader.Read(path);
}
