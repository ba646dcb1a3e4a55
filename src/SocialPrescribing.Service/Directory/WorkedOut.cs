namespace SocialPrescribing.Service.Directory;

/// <summary>
/// What follows from the entries of a directory, worked out once: everybody who searches asks for it, and the list stays the same one until
/// something changes.
/// </summary>
public sealed class WorkedOut<T>(Func<IReadOnlyList<StoredActivity>, T> work)
{
    private volatile Tuple<IReadOnlyList<StoredActivity>, T>? _last;

    public T Of(IReadOnlyList<StoredActivity> all)
    {
        if (_last is { } last && ReferenceEquals(last.Item1, all))
            return last.Item2;
        T worked = work(all);
        _last = Tuple.Create(all, worked);
        return worked;
    }
}
