package doublewin.dwq.audit;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.audit.NearbyPoints.Kind;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The binarisation test of Zimmermann et al., "Increasing confidence in adversarial robustness evaluations" (2022): the
 * network's last layer is replaced, for each image, by one that tells a random point on the surface of the ball from many
 * inside of it. So an adversarial image is known to exist, and an attack that is sound finds one. The boundary is drawn
 * closely around that point, so that chance does not.
 */
public final class Planting {
    /** Numbers the draws as if they were an attack's. */
    private static final int ID = 25;

    private static final int INNER = 999;
    private static final int BY_CHANCE = 100;
    private static final double EXPECTED = 0.95;

    private Planting() {}

    /**
     * Tests an attack.
     *
     * @param features of the network, as "logits"
     * @param attack in the Linf ball, which must not leave images out
     * @param keys of any attack on the network; this test gets its own
     * @return {@link Sign#PLANTED}: how many images there was a planted one for, the share of them where the attack finds
     *     one, and the share where one of 200 random points is one
     */
    public static Flag flag(
            DifferentiableModel features,
            Attack<? super DifferentiableModel> attack,
            Batch batch,
            AttackKeys keys,
            Workspace workspace) {
        ThreatModel threat = attack.threat();
        if (threat.ball() != Ball.LINF) {
            throw new IllegalArgumentException("planting: expected an attack in the Linf ball, found " + threat);
        }
        NearbyPoints points = new NearbyPoints(features, threat, batch, keys.withAttack(ID), workspace);
        int images = batch.images().length;
        Readout[] readouts = new Readout[images];
        boolean[] planted = new boolean[images];
        int chance = 0;
        for (int n = 0; n < images; n++) {
            Optional<Readout> readout = plant(points, n);
            planted[n] = readout.isPresent();
            readouts[n] = readout.orElse(new Readout(new double[features.classes()], 0));
            chance += planted[n] && isFoundByChance(points, n, readouts[n]) ? 1 : 0;
        }
        boolean[] found = attack(new ReadoutModel(features, readouts), attack, batch, keys, workspace);
        int all = 0;
        int successes = 0;
        for (int n = 0; n < images; n++) {
            all += planted[n] ? 1 : 0;
            successes += planted[n] && found[n] ? 1 : 0;
        }
        double share = all == 0 ? 0 : (double) successes / all;
        double byChance = all == 0 ? 0 : (double) chance / all;
        return new Flag(
                Sign.PLANTED,
                share < EXPECTED,
                new TreeMap<>(Map.of("planted", (double) all, "found", share, "by chance", byChance)));
    }

    private static Optional<Readout> plant(NearbyPoints points, int image) {
        double[][] inside = Stream.concat(
                        Stream.of(points.clean(image)), Arrays.stream(points.around(image, Kind.INNER, INNER)))
                .toArray(double[][]::new);
        return Readout.between(inside, points.around(image, Kind.SURFACE, 1)[0]);
    }

    /** The first point on the surface is the planted one. */
    private static boolean isFoundByChance(NearbyPoints points, int image, Readout readout) {
        return Stream.concat(
                        Arrays.stream(points.around(image, Kind.SURFACE, 1 + BY_CHANCE))
                                .skip(1),
                        Arrays.stream(points.around(image, Kind.CORNER, BY_CHANCE)))
                .anyMatch(point -> readout.score(point) > 0);
    }

    private static boolean[] attack(
            ReadoutModel model,
            Attack<? super DifferentiableModel> attack,
            Batch batch,
            AttackKeys keys,
            Workspace workspace) {
        int[] labels = new int[batch.images().length];
        Batch inside = new Batch(batch.images(), batch.x(), labels, batch.normalisation());
        Tensor shown = Tensor.zeros(batch.x().shape());
        attack.perturb(model, inside, keys.withAttack(attack.id()), workspace, shown);
        Tensor logits = Tensor.zeros(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.logits(shown, logits);
        boolean[] found = Classification.correct(logits, labels);
        for (int n = 0; n < found.length; n++) {
            found[n] = !found[n];
        }
        return found;
    }
}
