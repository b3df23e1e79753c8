package doublewin.dwq.attack.query;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.Objective;
import doublewin.dwq.attack.Scores;
import doublewin.dwq.attack.Stop;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Random search with squares (Andriushchenko et al., 2020). It starts from vertical stripes of +-epsilon; each query sets a
 * square to +-epsilon, one sign a channel, and stays if the margin falls, or where it counts that the model errs, if it
 * does. Square and signs are drawn for each image of its own. (AutoAttack draws them for the whole batch, so that its results
 * depend on the batch.) As in AutoAttack, the corner furthest right and the lowest are never drawn.
 */
final class SquareSearch {
    /** Signs are drawn again where the square would change nothing, so often at most. */
    private static final int MAX_DRAWS = 64;

    private final AttackKeys keys;
    private final BestFound found;
    private final Stop stop;

    private ActiveImages active;
    private Objective objective;
    private Tensor delta;
    private double[] margins;

    private SquareSearch(ActiveImages active, Objective objective, Stop stop, AttackKeys keys, BestFound found) {
        this.active = active;
        this.objective = objective;
        this.stop = stop;
        this.keys = keys;
        this.found = found;
    }

    /**
     * Searches.
     *
     * @param queries after the start
     * @param found is offered every point that was asked for
     */
    static void run(
            ActiveImages active, Objective objective, int queries, Stop stop, AttackKeys keys, BestFound found) {
        Arena.Mark mark = active.workspace().arena().mark();
        new SquareSearch(active, objective, stop, keys, found).run(queries);
        active.workspace().arena().release(mark);
    }

    private void run(int queries) {
        delta = active.allocate();
        delta.fill(0);
        forEachImage(0, this::stripes);
        active.around().clamp(delta);
        margins = active.offer(objective, delta, found).margin().clone();
        for (int query = 0; query < queries && pack(); query++) {
            Arena.Mark mark = active.workspace().arena().mark();
            Tensor proposal = active.allocate();
            proposal.copyFrom(delta);
            int side = SquareSchedule.side(
                    query, delta.shape().height(), delta.shape().width());
            forEachImage(1 + query, (n, random) -> square(n, side, random, proposal));
            accept(proposal, active.offer(objective, proposal, found));
            active.workspace().arena().release(mark);
        }
    }

    private void accept(Tensor proposal, Scores scores) {
        for (int n = 0; n < margins.length; n++) {
            double margin = scores.margin()[n];
            if (margin < margins[n] || stop == Stop.WHEN_FOOLED && margin <= 0) {
                margins[n] = margin;
                ImageLanes.copy(proposal, n, delta, n);
            }
        }
    }

    /** Leaves out images that are done, where that saves work; returns whether any is left. */
    private boolean pack() {
        int[] left = active.toDo(found);
        if (active.isWorthPacking(left.length)) {
            active = active.at(left);
            objective = objective.at(left);
            Tensor dense = active.allocate();
            ImageLanes.gather(active.workspace().pool(), delta, left, dense);
            delta = dense;
            double[] all = margins;
            margins = Arrays.stream(left).mapToDouble(n -> all[n]).toArray();
        }
        return left.length > 0;
    }

    /** Work on one image, with its stream of random numbers. */
    @FunctionalInterface
    private interface Draw {
        void of(int n, RandomStream random);
    }

    private void forEachImage(int draw, Draw work) {
        int[] images = active.batch().images();
        for (int n = 0; n < images.length; n++) {
            work.of(n, new RandomStream(keys.of(0, draw).withImage(images[n])));
        }
    }

    private float sign(RandomStream random) {
        float epsilon = active.around().epsilon();
        return random.nextInt() < 0 ? -epsilon : epsilon;
    }

    private void stripes(int n, RandomStream random) {
        Shape shape = delta.shape();
        for (int c = 0; c < shape.channels(); c++) {
            for (int w = 0; w < shape.width(); w++) {
                float value = sign(random);
                for (int h = 0; h < shape.height(); h++) {
                    delta.set(LaneFormat.index(shape, n, h, w, c), value);
                }
            }
        }
    }

    private void square(int n, int side, RandomStream random, Tensor proposal) {
        Shape shape = proposal.shape();
        int top = corner(shape.height(), side, random);
        int left = corner(shape.width(), side, random);
        boolean changed = false;
        for (int draw = 0; draw < MAX_DRAWS && !changed; draw++) {
            for (int c = 0; c < shape.channels(); c++) {
                changed |= paint(n, top, left, side, c, sign(random), proposal);
            }
        }
    }

    private static int corner(int size, int side, RandomStream random) {
        return size == side ? 0 : random.below(size - side);
    }

    /** Sets a channel of the square, within what is allowed; returns whether that changed anything. */
    private boolean paint(int n, int top, int left, int side, int c, float value, Tensor proposal) {
        Shape shape = proposal.shape();
        Tensor lower = active.around().lower();
        Tensor upper = active.around().upper();
        boolean changed = false;
        for (int h = top; h < top + side; h++) {
            for (int w = left; w < left + side; w++) {
                int at = LaneFormat.index(shape, n, h, w, c);
                float allowed = Math.clamp(value, lower.get(at), upper.get(at));
                changed |= allowed != proposal.get(at);
                proposal.set(at, allowed);
            }
        }
        return changed;
    }
}
