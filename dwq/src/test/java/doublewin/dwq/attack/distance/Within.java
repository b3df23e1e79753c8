package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.nn.data.Normalisation;

/** Measures what an attack made of a {@link Victim}'s images, by formulas of its own. */
final class Within {
    private static final double ROUNDING = 1e-6;

    private Within() {}

    /** The length of each image's change, by pixels. */
    static double[] lengths(Victim victim, Ball ball, float[] shown) {
        double[] changes = victim.changes(shown, Victim.IDS);
        double[] lengths = new double[Victim.IMAGES];
        for (int i = 0; i < changes.length; i++) {
            int n = i / Victim.VALUES;
            lengths[n] = ball == Ball.LINF
                    ? Math.max(lengths[n], Math.abs(changes[i]))
                    : lengths[n] + changes[i] * changes[i];
        }
        for (int n = 0; ball == Ball.L2 && n < lengths.length; n++) {
            lengths[n] = Math.sqrt(lengths[n]);
        }
        return lengths;
    }

    /** Whether every image is valid and within epsilon, up to 1e-6. */
    static boolean threat(Victim victim, ThreatModel threat, float[] shown) {
        boolean within = isValid(victim.normalisation(), shown);
        for (double length : lengths(victim, threat.ball(), shown)) {
            within &= length <= threat.epsilon() / 255 + ROUNDING;
        }
        return within;
    }

    /** Whether every pixel is one of 0 to 1, up to 1e-6. */
    static boolean isValid(Normalisation normalisation, float[] shown) {
        boolean valid = true;
        for (int i = 0; i < shown.length; i++) {
            int c = i / (Victim.VALUES / 3) % 3;
            double pixel =
                    (double) shown[i] * normalisation.std()[c] + normalisation.mean()[c];
            valid &= pixel >= -ROUNDING && pixel <= 1 + ROUNDING;
        }
        return valid;
    }
}
