package doublewin.dwq.attack.query;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.CrossEntropy;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.QueryObjective;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.query.PriorAscent.Course;
import doublewin.dwq.attack.query.PriorAscent.Memory;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.SortedMap;

/**
 * {@link BanditsTd} against a defender who draws, as the code of Double-Win Quant (Fu et al., 2021) tries it: one member
 * answers to the queries of a step, another draw to the test after it, and the first test that fails is final. That is a
 * persistent attacker, who tries until a draw errs. The share of images that it fools ({@link QueryTally#fooled}) so is not
 * that of a single try, and not comparable to it: the images that it returns may be classified correctly by the next draw.
 * That of an image that it fools is the one at which the draw erred, so some member errs there.
 *
 * @param threat model, of either ball
 * @param constants of the estimate, for that ball
 * @param queries an image, at least 2
 */
public record PersistentBandits(ThreatModel threat, BanditConstants constants, int queries)
        implements QueryAttack<Mixture> {
    private static final int ID = 24;

    /** Checks the range, and that the constants are for the ball. */
    public PersistentBandits {
        QueryAttack.requireQueries("persistent Bandits-TD", queries, 2);
        constants.requireFor("persistent Bandits-TD", threat);
    }

    @Override
    public String name() {
        return "Bandits-TD-" + queries + ", persistent";
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        return BanditsTd.parameters(threat, constants, queries);
    }

    @Override
    public QueryTally perturbAndCount(
            Mixture mixture, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        Course course = new Course(threat, constants, Memory.KEPT, 1, queries / 2, Stop.WHEN_FOOLED);
        PriorAscent.Answers drawn = (positions, draw) -> {
            int[] members = new int[positions.length];
            Arrays.setAll(members, i -> member(mixture, keys, batch.images()[positions[i]], draw));
            int[] labels = Arrays.stream(positions).map(n -> batch.labels()[n]).toArray();
            DrawnMembers model = new DrawnMembers(mixture, members, workspace);
            return new QueryObjective(model, CrossEntropy.SUM, labels, workspace);
        };
        return PriorAscent.run(course, drawn, batch, keys, workspace, adversarial);
    }

    /** The member that answers for an image. */
    static int member(Mixture mixture, AttackKeys keys, int image, int draw) {
        double place = new RandomStream(keys.of(0, draw).withImage(image)).uniform();
        int member = 0;
        // The place is at most 1 - 2^-24, and the weights sum to 1 but for 1e-9: some member has it.
        for (double end = mixture.weights()[0]; place >= end; end += mixture.weights()[member]) {
            member++;
        }
        return member;
    }
}
