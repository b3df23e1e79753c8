package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ImageNorms;
import doublewin.dwq.attack.ImageSums;
import doublewin.dwq.attack.Margin;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Scores;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Looks for points that fool all members of a set: 60 steps along the sign of the sum, over members that are not fooled yet,
 * of the margin's gradient divided by its L1 norm, with steps of .5, then .2, then .05 of epsilon. Members ask for nothing
 * where they are not in an image's set.
 */
final class JointDescent {
    private static final int STEPS = 60;
    private static final int LARGE_STEPS = 10;
    private static final int MIDDLE_STEPS = 20;
    private static final float LARGE = 0.5f;
    private static final float MIDDLE = 0.2f;
    private static final float SMALL = 0.05f;

    private final ActiveImages active;
    private final Mixture mixture;
    private final GradientFindings findings;

    JointDescent(ActiveImages active, Mixture mixture, GradientFindings findings) {
        this.active = active;
        this.mixture = mixture;
        this.findings = findings;
    }

    /**
     * Searches.
     *
     * @param sets members that shall be fooled, of each image that takes part
     * @param images that take part
     * @param delta starts of all active images; the points after it
     * @return of all active images, whether it was found
     */
    boolean[] run(BitSet[] sets, int[] images, Tensor delta) {
        boolean[] fooled = new boolean[active.count()];
        int[] left = images;
        for (int step = 0; step <= STEPS && left.length > 0; step++) {
            Arena.Mark mark = active.workspace().arena().mark();
            Tensor pull = active.allocate();
            pull.fill(0);
            boolean[] resisted = new boolean[active.count()];
            for (int member = 0; member < mixture.size(); member++) {
                addPull(member, sets, left, delta, pull, resisted);
            }
            for (int n : left) {
                fooled[n] = !resisted[n];
            }
            left = Arrays.stream(left).filter(n -> resisted[n]).toArray();
            if (step < STEPS) {
                move(left, length(step), pull, delta);
            }
            active.workspace().arena().release(mark);
        }
        return fooled;
    }

    private static float length(int step) {
        return step < LARGE_STEPS ? LARGE : step < LARGE_STEPS + MIDDLE_STEPS ? MIDDLE : SMALL;
    }

    /** Adds a member's pull to images in whose set it is and that do not fool it. */
    private void addPull(int member, BitSet[] sets, int[] left, Tensor delta, Tensor pull, boolean[] resisted) {
        int[] asked = Arrays.stream(left).filter(n -> sets[n].get(member)).toArray();
        if (asked.length == 0) {
            return;
        }
        Arena.Mark mark = active.workspace().arena().mark();
        ActiveImages some = active.at(asked);
        Tensor there = some.allocate();
        ImageLanes.gather(active.workspace().pool(), delta, asked, there);
        Tensor gradient = some.allocate();
        ModelObjective margin = new ModelObjective(
                mixture.members().get(member), Margin.UNBOUNDED, some.batch().labels(), active.workspace());
        Scores scores = some.score(margin, there, gradient);
        double[] norms = new double[asked.length];
        ImageNorms.l1(gradient, norms);
        float[] factors = new float[asked.length];
        for (int i = 0; i < asked.length; i++) {
            if (scores.accuracy()[i] > 0) {
                resisted[asked[i]] = true;
                findings.add(some.positions()[i], (float) norms[i]);
                factors[i] = norms[i] > 0 && Double.isFinite(norms[i]) ? (float) (1 / norms[i]) : 0;
            }
        }
        ImageSums.scale(gradient, factors);
        Tensor wide = active.allocate();
        wide.fill(0);
        ImageLanes.scatter(active.workspace().pool(), gradient, sources(asked.length), wide, asked);
        float[] ones = new float[active.count()];
        Arrays.fill(ones, 1);
        ImageSums.add(wide, ones, pull);
        active.workspace().arena().release(mark);
    }

    private static int[] sources(int count) {
        int[] sources = new int[count];
        Arrays.setAll(sources, i -> i);
        return sources;
    }

    private void move(int[] images, float share, Tensor pull, Tensor delta) {
        Signs.of(pull);
        float[] lengths = new float[active.count()];
        for (int n : images) {
            lengths[n] = share * active.around().epsilon();
        }
        ImageSums.add(pull, lengths, delta);
        active.around().project(delta);
    }
}
