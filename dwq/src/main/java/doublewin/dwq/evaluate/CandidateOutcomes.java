package doublewin.dwq.evaluate;

import doublewin.dwq.attack.GradientFindings;
import java.util.ArrayList;
import java.util.List;

/** What is known of all images shown in one way. */
public final class CandidateOutcomes {
    /** Planes beside those of the columns: done, vanished, not finite. */
    private static final int FINDINGS = 3;

    private final BitPlane done;
    private final BitPlane vanished;
    private final BitPlane notFinite;
    private final List<BitPlane> correct = new ArrayList<>();
    private final int images;

    CandidateOutcomes(int columns, int images) {
        this.images = images;
        done = new BitPlane(images);
        vanished = new BitPlane(images);
        notFinite = new BitPlane(images);
        for (int column = 0; column < columns; column++) {
            correct.add(new BitPlane(images));
        }
    }

    /** Whether an image has been evaluated. */
    public boolean isDone(int image) {
        return done.get(image);
    }

    /**
     * Whether an image is classified correctly.
     *
     * @param column of who classifies it, as {@link Columns} counts
     */
    public boolean isCorrect(int column, int image) {
        return correct.get(column).get(image);
    }

    /** How many images have been evaluated. */
    public int doneCount() {
        return done.count();
    }

    /** How many images are classified correctly in a column. */
    public int correctCount(int column) {
        return correct.get(column).count();
    }

    /** How many images had a gradient on the attack's way that was zero in every pixel. */
    public int vanishedCount() {
        return vanished.count();
    }

    /** How many images had a gradient on the attack's way that held a NaN or an infinity. */
    public int notFiniteCount() {
        return notFinite.count();
    }

    /**
     * Enters consecutive images, which then are done.
     *
     * @param first the first image
     * @param right [column][image - first] whether each is classified correctly
     * @param findings of the attack, by image - first
     */
    public void enter(int first, boolean[][] right, GradientFindings findings) {
        int count = right[0].length;
        if (right.length != correct.size() || first < 0 || count > images - first) {
            throw new IllegalArgumentException("outcomes: images " + first + " to " + (first + count) + " in "
                    + right.length + " columns do not fit a table of " + images + " images in " + correct.size());
        }
        for (int i = 0; i < count; i++) {
            int image = first + i;
            for (int column = 0; column < right.length; column++) {
                correct.get(column).set(image, right[column][i]);
            }
            vanished.set(image, findings.vanished(i));
            notFinite.set(image, findings.notFinite(i));
            done.set(image, true);
        }
    }

    /**
     * Enters consecutive images as another table has them, such as one that was filled elsewhere.
     *
     * @param other of as many images and columns, in which these images are done
     * @param first the first image
     * @param end the image after the last
     */
    public void enter(CandidateOutcomes other, int first, int end) {
        if (other.images != images || other.correct.size() != correct.size()) {
            throw new IllegalArgumentException("outcomes: those of " + other.images + " images in "
                    + other.correct.size() + " columns do not fit a table of " + images + " images in "
                    + correct.size());
        }
        List<BitPlane> to = planes();
        List<BitPlane> from = other.planes();
        for (int image = first; image < end; image++) {
            if (!other.isDone(image)) {
                throw new IllegalArgumentException(
                        "outcomes: expected image " + image + " to be done where it is taken from, it is not");
            }
            for (int plane = 0; plane < to.size(); plane++) {
                to.get(plane).set(image, from.get(plane).get(image));
            }
        }
    }

    /** How many {@link #planes} there are for so many columns. */
    public static int planeCount(int columns) {
        return FINDINGS + columns;
    }

    /**
     * All bits, for storage: which images are done, whose gradients vanished, whose were not finite, and, column
     * after column, which are correct.
     */
    public List<BitPlane> planes() {
        List<BitPlane> planes = new ArrayList<>(List.of(done, vanished, notFinite));
        planes.addAll(correct);
        return planes;
    }
}
