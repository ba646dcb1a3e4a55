namespace SocialPrescribing.Simulation;
internal static class Series { public static void Write(Outcome outcome, DirectoryInfo folder) { _ = outcome; folder.Create(); } }
