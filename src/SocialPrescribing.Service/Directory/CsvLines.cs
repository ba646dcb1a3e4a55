namespace SocialPrescribing.Service.Directory;

/// <summary>
/// The lines of a large CSV file, one after the other in one buffer, each cut into its fields without a copy. For files whose fields hold
/// no line breaks; quotes around a field are taken off, and commas within them do not part it.
/// </summary>
internal sealed class CsvLines(Stream stream, int longest, long most)
{
    private const int MostFields = 200;

    private readonly byte[] _buffer = new byte[Math.Max(longest * 2, 256 * 1024)];
    private readonly (int From, int Length)[] _fields = new (int, int)[MostFields];
    private int _begin, _end;
    private bool _isOver;

    /// <summary>How many fields the current line has.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that were read so far.</summary>
    public long Taken { get; private set; }

    /// <summary>A field without its quotes and the spaces around it; empty for one that is not there.</summary>
    public ReadOnlySpan<byte> this[int field] =>
        field < 0 || field >= Count ? default : _buffer.AsSpan(_fields[field].From, _fields[field].Length);

    /// <summary>Goes on to the next line that is not empty; false behind the last.</summary>
    /// <exception cref="InvalidDataException">A line is too long, the file is, or the stream is damaged.</exception>
    public bool Next()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_begin, _end - _begin).IndexOf((byte)'\n');
            if (length < 0 && !_isOver)
            {
                Fill();
                continue;
            }
            if (length < 0 && _begin == _end)
                return false;
            int from = _begin, to = length < 0 ? _end : _begin + length;
            _begin = length < 0 ? _end : to + 1;
            if (to > from && _buffer[to - 1] is (byte)'\r')
                to--;
            // The mark at the beginning of a file in UTF-8.
            if (to - from >= 3 && _buffer.AsSpan(from, 3).SequenceEqual("\uFEFF"u8))
                from += 3;
            if (to == from)
                continue;
            Cut(from, to);
            return true;
        }
    }

    private void Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }
        if (_end - _begin > longest)
            throw new InvalidDataException($"a line has more than {longest} bytes.");
        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        Taken += read;
        if (Taken > most)
            throw new InvalidDataException($"it has more than {most / (1024 * 1024):N0} MB, which none of these files has.");
        _isOver = read is 0;
    }

    private void Cut(int from, int to)
    {
        Count = 0;
        while (from <= to && Count < MostFields)
        {
            if (from < to && _buffer[from] is (byte)'"')
            {
                int quoted = _buffer.AsSpan(from + 1, to - from - 1).IndexOf((byte)'"');
                int end = quoted < 0 ? to : from + 1 + quoted;
                Take(from + 1, end);
                int comma = _buffer.AsSpan(end, to - end).IndexOf((byte)',');
                from = comma < 0 ? to + 1 : end + comma + 1;
            }
            else
            {
                int comma = _buffer.AsSpan(from, to - from).IndexOf((byte)',');
                int end = comma < 0 ? to : from + comma;
                Take(from, end);
                from = end + 1;
            }
        }
    }

    private void Take(int from, int to)
    {
        while (from < to && _buffer[from] is (byte)' ')
            from++;
        while (to > from && _buffer[to - 1] is (byte)' ')
            to--;
        _fields[Count++] = (from, to - from);
    }
}
