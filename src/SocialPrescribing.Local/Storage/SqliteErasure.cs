using System.Text;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// Puts a tombstone in the place of a journey, in one transaction. The old data are overwritten in the file (<c>secure_delete</c>) and then
/// in its log (<see cref="SqliteDatabase.EmptyLog"/>).
/// </summary>
internal static class SqliteErasure
{
    public static bool Write(Connection connection, Tombstone tombstone, int version)
    {
        int here;
        bool isErased;
        using (Statement found = connection.Prepare("SELECT version, stage FROM journeys WHERE id = ?").Id(tombstone.Journey))
            (here, isErased) = found.Next() ? ((int)found.NumberAt(0), found.TextAt(1) is Tombstone.Stage) : (0, false);
        if (here is not 0 && here != (isErased ? version : version - 1))
            return false;
        foreach (string rows in (string[])["journal WHERE journey", "tasks WHERE journey", "messages WHERE owner"])
        {
            using Statement delete = connection.Prepare($"DELETE FROM {rows} = ?").Id(tombstone.Journey);
            delete.Run();
        }
        using Statement write = connection.Prepare("""
            INSERT INTO journeys(id, version, stage, link_worker, next_due, first_task_due, state) VALUES(?, ?, ?, NULL, NULL, NULL, ?)
            ON CONFLICT(id) DO UPDATE SET version = excluded.version, stage = excluded.stage, link_worker = NULL, next_due = NULL,
                first_task_due = NULL, state = excluded.state
            """);
        write.Id(tombstone.Journey).Number(version).Text(Tombstone.Stage).Text(Encoding.UTF8.GetBytes(tombstone.Write())).Run();
        return true;
    }
}
