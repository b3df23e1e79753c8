package doublewin.dwq.attack.suite;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.MixtureObjective;
import doublewin.dwq.attack.Scores;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.ascent.Apgd;
import doublewin.dwq.attack.ascent.ExactEot;
import doublewin.dwq.attack.mixture.Arc;
import doublewin.dwq.attack.mixture.Climb;
import doublewin.dwq.attack.query.SquareOnMixture;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;

/**
 * Several attacks on a mixture, one after the other, each on the images that some member still has right. An image is
 * returned as that attack left it which leaves the lowest expected accuracy; of equals the lowest expected margin; of equals
 * the earliest.
 *
 * @param threat model; its ball is Linf for {@link Version#ALL}
 * @param version which attacks
 */
public record MixtureSuite(ThreatModel threat, Version version) implements Attack<Mixture> {
    /** Which attacks are run. */
    public enum Version {
        /**
         * AutoAttack's version <i>rand</i> (Croce and Hein, 2020): APGD-CE and APGD-DLR, with the exact mean over the members
         * in place of that of 20 draws. (In the authors' code loss and success are those of the last draw alone.)
         */
        RAND("AutoAttack-rand", 26),
        /** All that attacks a mixture here: the worst of all for each image. */
        ALL("worst of all", 20);

        private final String title;
        private final int id;

        Version(String title, int id) {
            this.title = title;
            this.id = id;
        }
    }

    private static final int NEAR_CLASSES = 3;
    private static final int ORDERS = 2;
    private static final int STARTS = 2;
    private static final int QUERIES = 1000;

    /** Checks the ball. */
    public MixtureSuite {
        if (version == Version.ALL) {
            threat.requireBall(version.title, Ball.LINF);
        }
    }

    @Override
    public String name() {
        return version.title;
    }

    @Override
    public int id() {
        return version.id;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        for (Attack<Mixture> part : parts()) {
            part.parameters().forEach((name, value) -> parameters.put(part.name() + "." + name, value));
        }
        return parameters;
    }

    /** The attacks in their order. */
    public List<Attack<Mixture>> parts() {
        return switch (version) {
            case RAND -> List.of(eot(ExpectedLoss.MEAN_CROSS_ENTROPY), eot(ExpectedLoss.MEAN_RATIO));
            case ALL ->
                List.of(
                        eot(ExpectedLoss.MEAN_CROSS_ENTROPY),
                        eot(ExpectedLoss.CROSS_ENTROPY_OF_MEAN),
                        eot(ExpectedLoss.MEAN_RATIO),
                        eot(ExpectedLoss.REMAINING_DISTANCE),
                        new Arc(threat, Arc.ITERATIONS, ORDERS, NEAR_CLASSES),
                        new Climb(threat, ORDERS, STARTS),
                        new SquareOnMixture(threat, QUERIES));
        };
    }

    private ExactEot eot(ExpectedLoss loss) {
        return new ExactEot(threat, loss, Apgd.STEPS, 1, Stop.NEVER);
    }

    @Override
    public GradientFindings perturb(
            Mixture mixture, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        GradientFindings findings = new GradientFindings();
        BestFound best = new BestFound(adversarial, Stop.WHEN_FOOLED);
        for (Attack<Mixture> part : parts()) {
            int[] left = best.toDo();
            if (left.length == 0) {
                break;
            }
            Arena.Mark mark = workspace.arena().mark();
            Batch some = batch.at(left, workspace);
            Tensor tried = workspace.arena().allocate(some.x().shape());
            findings.addAll(part.perturb(mixture, some, keys.withAttack(part.id()), workspace, tried), left);
            Scores scores = Scores.of(left.length);
            new MixtureObjective(mixture, ExpectedLoss.MEAN_MARGIN, some, workspace).evaluate(tried, scores);
            best.offer(tried, left, scores);
            workspace.arena().release(mark);
        }
        return findings;
    }
}
