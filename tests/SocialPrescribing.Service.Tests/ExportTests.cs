using System.Reflection;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Tests;

public sealed class ExportTests
{
    /// <summary>Sessions, what was sent after one, and links to set a password end with the host; the quota and under which id a message went are the other host's own; addresses and work accounts follow from staff.</summary>
    private static readonly string[] _stay = [RecordKinds.Session, RecordKinds.KeptForm, RecordKinds.SetUpLink, RecordKinds.Quota, RecordKinds.StaffEmail, RecordKinds.MailOperation, RecordKinds.StaffPrincipal, RecordKinds.ReferrerLink, RecordKinds.ReferrerAsked, RecordKinds.ReferrerSession, RecordKinds.Unreadable];

    [Fact]
    public void Of_every_kind_of_record_it_is_known_whether_it_moves()
    {
        IEnumerable<string> all = typeof(RecordKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        Assert.Equal(all.Order(StringComparer.Ordinal), Export.Kinds.Concat(Export.FormerKinds).Concat(_stay).Order(StringComparer.Ordinal));
    }
}
