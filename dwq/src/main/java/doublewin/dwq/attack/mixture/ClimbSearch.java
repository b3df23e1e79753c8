package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.MixtureObjective;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** One order of {@link Climb} on some images, each of which has a set of its own. */
final class ClimbSearch {
    private final ActiveImages active;
    private final Mixture mixture;
    private final MixtureObjective objective;
    private final AttackKeys keys;
    private final int run;
    private final int starts;
    private final JointDescent descent;
    private final Tensor delta;
    private final BitSet[] sets;

    ClimbSearch(ActiveImages active, Mixture mixture, AttackKeys keys, int run, int starts, GradientFindings findings) {
        this.active = active;
        this.mixture = mixture;
        this.objective = new MixtureObjective(mixture, ExpectedLoss.MEAN_MARGIN, active.batch(), active.workspace());
        this.keys = keys;
        this.run = run;
        this.starts = starts;
        this.descent = new JointDescent(active, mixture, findings);
        this.delta = active.allocate();
        this.sets = new BitSet[active.count()];
    }

    /** Goes through the members, and offers the points at which a set has grown, and as long as no image has a set those where it has not. */
    void run(BestFound found) {
        delta.fill(0);
        Arrays.setAll(sets, n -> new BitSet());
        active.offer(objective, delta, found);
        for (int member : MemberOrder.of(mixture, keys, run)) {
            Arena.Mark mark = active.workspace().arena().mark();
            int[] left = IntStream.range(0, active.count())
                    .filter(n -> !found.isDone(active.positions()[n]))
                    .toArray();
            if (left.length > 0 && add(member, left, found)) {
                active.offer(objective, delta, found);
            }
            active.workspace().arena().release(mark);
        }
    }

    /** Tries to take a member into the sets of some images; returns whether any has grown. */
    private boolean add(int member, int[] images, BestFound found) {
        BitSet[] alone = new BitSet[active.count()];
        BitSet[] wanted = new BitSet[active.count()];
        for (int n : images) {
            alone[n] = new BitSet();
            alone[n].set(member);
            wanted[n] = (BitSet) sets[n].clone();
            wanted[n].set(member);
        }
        Tensor point = copy(delta);
        boolean noneSettled = Arrays.stream(images).allMatch(n -> sets[n].isEmpty());
        int[] missing = settle(descent.run(wanted, images, point), point, images, wanted);
        if (noneSettled) { // Else an image that withstands to the end would be shown clean.
            active.offer(objective, point, found);
        }
        missing = settleFromOwn(alone, wanted, missing);
        for (int start = 0; start < starts && missing.length > 0; start++) {
            Tensor random = active.allocate();
            RandomPoint.draw(active, keys.of(run, 1 + member * (starts + 1) + start), random);
            missing = settle(descent.run(wanted, missing, random), random, missing, wanted);
        }
        return Arrays.stream(images).anyMatch(n -> sets[n].get(member));
    }

    /** From the member's own adversarial example; where the set is empty, that is what was looked for already. */
    private int[] settleFromOwn(BitSet[] alone, BitSet[] wanted, int[] missing) {
        Tensor own = active.allocate();
        own.fill(0);
        int[] others = Arrays.stream(missing).filter(n -> !sets[n].isEmpty()).toArray();
        boolean[] fooled = descent.run(alone, others, own);
        int[] led = Arrays.stream(others).filter(n -> fooled[n]).toArray();
        boolean[] settled = descent.run(wanted, led, own);
        settle(settled, own, led, wanted);
        return Arrays.stream(missing).filter(n -> !settled[n]).toArray();
    }

    private Tensor copy(Tensor other) {
        Tensor copy = active.allocate();
        copy.copyFrom(other);
        return copy;
    }

    /** Keeps the points that fool all of what was wanted; returns the images without one. */
    private int[] settle(boolean[] fooled, Tensor points, int[] images, BitSet[] wanted) {
        for (int n : images) {
            if (fooled[n]) {
                ImageLanes.copy(points, n, delta, n);
                sets[n] = wanted[n];
            }
        }
        return Arrays.stream(images).filter(n -> !fooled[n]).toArray();
    }
}
