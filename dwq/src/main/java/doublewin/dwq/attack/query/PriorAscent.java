package doublewin.dwq.attack.query;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.Neighbourhood;
import doublewin.dwq.attack.Objective;
import doublewin.dwq.attack.Scores;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Climbs a loss by gradients that are estimated from differences, image by image:
 *
 * <pre>
 * u          normal, of length {@code exploration}, tile by tile
 * L+, L-     losses at delta + difference q / |q|, q being the stretched prior +- u; not clamped
 * g          sum over pairs of (L+ - L-) / (difference * exploration) u
 * prior      + rate g, see {@link GradientPrior}
 * delta      + step sign(prior), in the L2 ball + step prior / |prior|; projected
 * </pre>
 *
 * <p>After each step it tests whether the image is fooled. Those queries are not counted, as published.
 */
final class PriorAscent {
    private static final double BRIGHTEST = 255.0;

    /** Each step has keys for its directions, for who answers to its queries, and for who is tested. */
    private static final int DRAWS = 3;

    /** Whether a step builds on the steps before. */
    enum Memory {
        KEPT,
        NONE
    }

    /** Who answers: the same at all times, or somebody who is drawn. */
    @FunctionalInterface
    interface Answers {
        /**
         * The loss of some of the batch's images.
         *
         * @param draw of the attack's keys
         */
        Objective of(int[] positions, int draw);
    }

    /**
     * How it climbs.
     *
     * @param pairs of queries a step
     * @param steps at most
     */
    record Course(ThreatModel threat, BanditConstants constants, Memory memory, int pairs, int steps, Stop stop) {}

    private final Course course;
    private final BanditConstants constants;
    private final double difference;
    private final Answers answers;
    private final Batch batch;
    private final AttackKeys keys;
    private final Workspace workspace;
    private final Tiling tiling;
    private final GradientPrior[] priors;
    private final BestFound best;
    private final QueryTally tally;

    private PriorAscent(
            Course course, Answers answers, Batch batch, AttackKeys keys, Workspace workspace, BestFound best) {
        this.course = course;
        this.constants = course.constants;
        this.difference = constants.difference() / BRIGHTEST;
        this.answers = answers;
        this.batch = batch;
        this.keys = keys;
        this.workspace = workspace;
        this.best = best;
        tiling = new Tiling(constants.tiles(), batch.x().shape());
        priors = new GradientPrior[batch.images().length];
        Arrays.setAll(priors, n -> new GradientPrior(course.threat.ball(), tiling.values()));
        tally = new QueryTally(new int[priors.length], new boolean[priors.length], new GradientFindings());
    }

    /** Climbs with all images of a batch; the best are written to {@code adversarial}. */
    static QueryTally run(
            Course course, Answers answers, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        Arena arena = workspace.arena();
        Arena.Mark mark = arena.mark();
        BestFound best = new BestFound(arena.allocate(batch.x().shape()), course.stop);
        PriorAscent ascent = new PriorAscent(course, answers, batch, keys, workspace, best);
        Tensor delta = arena.allocate(batch.x().shape());
        delta.fill(0);
        int[] active = IntStream.range(0, batch.images().length).toArray();
        for (int step = 0; step < course.steps && active.length > 0; ) {
            step = ascent.climb(active, step, delta);
            active = Arrays.stream(active).filter(n -> !ascent.isDone(n)).toArray();
        }
        new Neighbourhood(batch, course.threat, arena).show(best.delta(), adversarial);
        arena.release(mark);
        return ascent.tally;
    }

    private boolean isDone(int image) {
        return course.stop == Stop.WHEN_FOOLED && tally.fooled()[image];
    }

    /**
     * Takes steps with the images {@code active}, packed densely, until one of them is done.
     *
     * @param delta perturbations of the whole batch, before and after
     * @return the number of the next step
     */
    private int climb(int[] active, int first, Tensor delta) {
        Arena.Mark mark = workspace.arena().mark();
        Batch packed = batch.at(active, workspace);
        Neighbourhood around = new Neighbourhood(packed, course.threat, workspace.arena());
        Shape shape = packed.x().shape();
        Tensor moving = workspace.arena().allocate(shape);
        Tensor shown = workspace.arena().allocate(shape);
        ImageLanes.gather(workspace.pool(), delta, active, moving);
        boolean someDone = false;
        int step = first;
        while (step < course.steps && !someDone) {
            estimate(active, step, around, moving, shown);
            move(active, moving);
            around.project(moving);
            around.show(moving, shown);
            Scores scores = scores(active, DRAWS * step + 2, shown);
            best.offer(moving, active, scores);
            step++;
            for (int i = 0; i < active.length; i++) {
                count(active[i], step, scores.accuracy()[i]);
                someDone |= isDone(active[i]);
            }
        }
        ImageLanes.scatter(
                workspace.pool(), moving, IntStream.range(0, active.length).toArray(), delta, active);
        workspace.arena().release(mark);
        return step;
    }

    private Scores scores(int[] active, int draw, Tensor shown) {
        Scores scores = Scores.of(active.length);
        answers.of(active, draw).evaluate(shown, scores);
        return scores;
    }

    private void count(int image, int steps, double accuracy) {
        if (!tally.fooled()[image]) {
            tally.queries()[image] = 2 * course.pairs * steps;
            tally.fooled()[image] = accuracy == 0;
        }
    }

    /** Asks all pairs of a step, and lets the priors learn. */
    private void estimate(int[] active, int step, Neighbourhood around, Tensor delta, Tensor shown) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor query = workspace.arena().allocate(delta.shape());
        query.fill(0);
        RandomStream[] random = new RandomStream[active.length];
        for (int i = 0; i < active.length; i++) {
            random[i] = new RandomStream(keys.of(0, DRAWS * step).withImage(batch.images()[active[i]]));
            if (course.memory == Memory.NONE) {
                priors[active[i]].forget();
            }
        }
        for (int pair = 0; pair < course.pairs; pair++) {
            workspace
                    .pool()
                    .run(active.length, (i, scratch) -> priors[active[i]].draw(random[i], constants.exploration()));
            float[] above = losses(active, step, +1, around, delta, query, shown);
            float[] below = losses(active, step, -1, around, delta, query, shown);
            for (int i = 0; i < active.length; i++) {
                double rise = (double) above[i] - below[i];
                tally.findings().add(active[i], (float) Math.abs(rise));
                priors[active[i]].enter(rise / (difference * constants.exploration()));
            }
        }
        for (int image : active) {
            priors[image].learn(constants.rate());
        }
        workspace.arena().release(mark);
    }

    /** The losses in the directions drawn last, or opposite to them. */
    private float[] losses(
            int[] active, int step, int sign, Neighbourhood around, Tensor delta, Tensor query, Tensor shown) {
        workspace.pool().run(active.length, (i, scratch) -> {
            double[] direction = priors[active[i]].explored(sign);
            tiling.add(direction, perLength(difference, direction), delta, query, i);
        });
        around.show(query, shown);
        return scores(active, DRAWS * step + 1, shown).loss();
    }

    private double perLength(double length, double[] tiles) {
        double found = tiling.length(tiles);
        return found > 0 ? length / found : 0;
    }

    private void move(int[] active, Tensor delta) {
        double step = constants.step() / BRIGHTEST;
        workspace.pool().run(active.length, (i, scratch) -> {
            GradientPrior prior = priors[active[i]];
            if (course.threat.ball() == Ball.LINF) {
                tiling.add(prior.signs(), step, delta, delta, i);
            } else {
                tiling.add(prior.value(), perLength(step, prior.value()), delta, delta, i);
            }
        });
    }
}
