using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>Stands between the store and the tables and changes what is written. That plants a bug.</summary>
/// <param name="filter">Gives what is asked for instead.</param>
/// <param name="turn">
/// Gives what is written instead where a journey is changed, and is told whether it still is as it was read.
/// </param>
internal sealed class PlantedTables(
    TableServiceClient inner, Func<string, TableTransactionAction, TableTransactionAction?> change, Func<string, string>? filter = null,
    Func<bool, TableTransactionAction, TableTransactionAction>? turn = null) : TableServiceClient
{
    public override TableClient GetTableClient(string tableName) =>
        new Table(inner.GetTableClient(tableName), tableName, change, filter,
            tableName.EndsWith("Journeys", StringComparison.Ordinal) ? turn : null);

    /// <param name="change">Gives what is written instead. For null nothing is written, and no caller notices.</param>
    private sealed class Table(
        TableClient inner, string name, Func<string, TableTransactionAction, TableTransactionAction?> change,
        Func<string, string>? asksInstead, Func<bool, TableTransactionAction, TableTransactionAction>? turn) : TableClient
    {
        public override Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
            inner.CreateIfNotExistsAsync(cancellationToken);

        public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
            string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
            inner.GetEntityIfExistsAsync<T>(partitionKey, rowKey, select, cancellationToken);

        public override AsyncPageable<T> QueryAsync<T>(
            string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null,
            CancellationToken cancellationToken = default) => inner.QueryAsync<T>(
                filter is null || asksInstead is null ? filter : asksInstead(filter), maxPerPage, select, cancellationToken);

        public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
            One(new(TableTransactionActionType.Add, entity), cancellationToken);

        public override Task<Response> UpsertEntityAsync<T>(
            T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
            One(new(TableTransactionActionType.UpsertReplace, entity), cancellationToken);

        public override Task<Response> UpdateEntityAsync<T>(
            T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
            One(new(mode is TableUpdateMode.Merge ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.UpdateReplace,
                entity, ifMatch), cancellationToken);

        public override Task<Response> DeleteEntityAsync(
            string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
            inner.DeleteEntityAsync(partitionKey, rowKey, ifMatch, cancellationToken);

        private Task<Response> One(TableTransactionAction asked, CancellationToken cancellation)
        {
            if (change(name, asked) is not { } action)
                return Task.FromResult<Response>(new Storage.FakeResponse(204));
            TableEntity row = (TableEntity)action.Entity;
            return action.ActionType switch
            {
                TableTransactionActionType.Add => inner.AddEntityAsync(row, cancellation),
                TableTransactionActionType.UpsertReplace => inner.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation),
                TableTransactionActionType.UpdateMerge => inner.UpdateEntityAsync(row, action.ETag, TableUpdateMode.Merge, cancellation),
                _ => inner.UpdateEntityAsync(row, action.ETag, TableUpdateMode.Replace, cancellation),
            };
        }

        public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
            IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
        {
            TableTransactionAction[] actions =
                [.. transactionActions.Select(a => change(name, a)).OfType<TableTransactionAction>()];
            if (turn is not null && actions.FirstOrDefault(a => a.Entity.RowKey is "state") is
                { ActionType: TableTransactionActionType.UpdateReplace } state)
            {
                NullableResponse<TableEntity> found = await inner.GetEntityIfExistsAsync<TableEntity>(
                    state.Entity.PartitionKey, state.Entity.RowKey, ["PartitionKey"], cancellationToken);
                bool isAsRead = found is { HasValue: true, Value: { } row } && row.ETag == state.ETag;
                actions = [.. actions.Select(a => turn(isAsRead, a))];
            }
            return await inner.SubmitTransactionAsync(actions, cancellationToken);
        }
    }
}
