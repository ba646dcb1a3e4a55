using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Web.Forms;

/// <param name="X">From the middle to the right, in units of the drawing.</param>
/// <param name="Y">From the middle down.</param>
public sealed record DialDot(int Number, FoundActivity Activity, double X, double Y);

/// <summary>
/// Activities around a place by direction and distance. All rings are equally wide, although the outer ones stand for more miles: near
/// places, which matter most to people on foot, get the most room.
/// </summary>
public static class DialDots
{
    public static readonly IReadOnlyList<int> Rings = [1, 3, 5, 10];
    /// <summary>The distance between two rings. The last is four of them from the middle.</summary>
    public const double Step = 60;
    public const double Radius = 14;
    /// <summary>Two dots touch at twice the radius. A little more keeps both numbers readable.</summary>
    private const double Apart = (2 * Radius) + 1;
    private const int MostTurns = 400;
    private const double LabelWidth = 66, LabelHeight = 14, UnderTop = 17, OverBottom = 6;

    /// <summary>How far from the middle something is drawn; null if it is beyond the last ring.</summary>
    public static double? Distance(double miles)
    {
        double inner = 0;
        for (int ring = 0; ring < Rings.Count; ring++)
        {
            if (miles <= Rings[ring])
                return Step * (ring + ((miles - inner) / (Rings[ring] - inner)));
            inner = Rings[ring];
        }
        return null;
    }

    /// <summary>Where a ring's label is drawn: inside it at the top or the bottom, or beside it, wherever no dot hides it.</summary>
    /// <returns>Where the words begin, or where they end if they are on the left.</returns>
    public static (double X, double Y, bool IsLeft) Label(int ring, IReadOnlyList<DialDot> dots)
    {
        double far = Step * (ring + 1);
        (double, double, bool IsLeft)[] places =
            [(4, UnderTop - far, false), (-4, UnderTop - far, true), (4, far - OverBottom, false), (-4, far - OverBottom, true),
                (far + 4, -OverBottom, false), (-far - 4, -OverBottom, true)];
        return places.Cast<(double X, double Y, bool IsLeft)?>().FirstOrDefault(p => dots.All(d => !Hides(d, p!.Value))) ?? places[0];
    }

    private static bool Hides(DialDot dot, (double X, double Y, bool IsLeft) label) =>
        Math.Abs(dot.X - label.X + (label.IsLeft ? LabelWidth / 2 : -LabelWidth / 2)) < Radius + (LabelWidth / 2)
        && Math.Abs(dot.Y - label.Y + (LabelHeight / 2)) < Radius + (LabelHeight / 2);

    /// <summary>Where each dot is drawn. Dots of the same place are put side by side, as near to it as there is room.</summary>
    public static IReadOnlyList<DialDot> Of(IEnumerable<(int Number, FoundActivity Activity)> found)
    {
        List<DialDot> dots = [];
        foreach ((int number, FoundActivity activity) in found)
        {
            if (activity is not { Miles: { } miles, Bearing: { } bearing } || Distance(miles) is not { } far)
                continue;
            double turn = bearing * Math.PI / 180, x = far * Math.Sin(turn), y = -far * Math.Cos(turn);
            (double atX, double atY) = (x, y);
            // A spiral outwards. The golden angle never gives the same direction twice.
            for (int i = 1; i < MostTurns && !IsFree(atX, atY); i++)
            {
                double outwards = Radius * 0.6 * Math.Sqrt(i), angle = i * 2.39996;
                (atX, atY) = (x + (outwards * Math.Cos(angle)), y + (outwards * Math.Sin(angle)));
            }
            dots.Add(new DialDot(number, activity, atX, atY));
        }
        return dots;

        bool IsFree(double x, double y) =>
            dots.All(d => Math.Pow(d.X - x, 2) + Math.Pow(d.Y - y, 2) >= Apart * Apart)
            // The middle is kept free: it stands for the person who looks.
            && (x * x) + (y * y) >= Apart * Apart * 0.7;
    }
}
