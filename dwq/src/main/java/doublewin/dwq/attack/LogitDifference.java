package doublewin.dwq.attack;

import java.util.Arrays;

/** By how much one class is ahead of another: {@code z_ahead - z_behind}, two classes of each image's own. */
public final class LogitDifference extends PerImageLoss {
    private final int[] ahead;
    private final int[] behind;

    /**
     * The difference of so many images.
     *
     * @param ahead the class whose logit counts
     * @param behind the class whose logit is taken away
     */
    public LogitDifference(int[] ahead, int[] behind) {
        if (ahead.length != behind.length) {
            throw new IllegalArgumentException("logit difference: " + ahead.length + " and " + behind.length
                    + " classes, expected two for each image");
        }
        this.ahead = ahead.clone();
        this.behind = behind.clone();
    }

    @Override
    public LogitLoss at(int[] positions) {
        return new LogitDifference(
                Arrays.stream(positions).map(n -> ahead[n]).toArray(),
                Arrays.stream(positions).map(n -> behind[n]).toArray());
    }

    @Override
    void requireClasses(int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException("logit difference: expected at least 2 classes, found " + classes);
        }
    }

    @Override
    double loss(double[] z, int label, int image) {
        return z[ahead[image]] - z[behind[image]];
    }

    @Override
    void gradient(double[] z, int label, int image, double[] dz) {
        dz[ahead[image]] += 1;
        dz[behind[image]] -= 1;
    }
}
