using System.Data.Common;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>A transaction in course, and how statements are executed in it.</summary>
internal sealed class SqlSession(
    DbConnection connection, DbTransaction transaction, SqlDialect dialect, CancellationToken cancellation)
{
    public SqlDialect Dialect => dialect;

    /// <summary>Executes a statement and returns how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Executes a statement and reads all rows that it gives.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The same of a statement that gives one row at most; the default if it gives none.</summary>
    public async Task<T?> FindAsync<T>(
        string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters) =>
        (await QueryAsync(sql, read, parameters)).SingleOrDefault();

    private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value switch
            {
                null => DBNull.Value,
                string text => SqlText.Storable(text),
                ulong bits => unchecked((long)bits),
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                bool flag => flag ? 1 : 0,
                _ => value,
            };
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
