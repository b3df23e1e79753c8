package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.MixtureObjective;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * Expectation over transformation (Athalye et al., 2018) where the transformation is the draw of a mixture's member:
 * APGD's steps on an expected loss, whose gradient, value and accuracy are exact, so that step control and the choice of
 * the best point do not depend on a sample.
 *
 * @param threat model, of either ball
 * @param loss that is climbed
 * @param steps of each restart, at least 1
 * @param restarts random starts, 1 to 1024
 * @param stop when an image is done
 */
public record ExactEot(ThreatModel threat, ExpectedLoss loss, int steps, int restarts, Stop stop)
        implements Attack<Mixture> {
    private static final int ID_MEAN_CROSS_ENTROPY = 13;
    private static final int ID_CROSS_ENTROPY_OF_MEAN = 14;
    private static final int ID_MEAN_RATIO = 15;
    private static final int ID_REMAINING_DISTANCE = 16;
    private static final int ID_MEAN_MARGIN = 21;

    /** Checks ranges. */
    public ExactEot {
        Ranges.require("EOT", steps, restarts);
    }

    @Override
    public String name() {
        return "EOT " + loss.title() + Ranges.name("-" + steps, restarts, stop);
    }

    @Override
    public int id() {
        return switch (loss) {
            case MEAN_CROSS_ENTROPY -> ID_MEAN_CROSS_ENTROPY;
            case CROSS_ENTROPY_OF_MEAN -> ID_CROSS_ENTROPY_OF_MEAN;
            case MEAN_RATIO -> ID_MEAN_RATIO;
            case REMAINING_DISTANCE -> ID_REMAINING_DISTANCE;
            case MEAN_MARGIN -> ID_MEAN_MARGIN;
        };
    }

    @Override
    public SortedMap<String, String> parameters() {
        return Ranges.parameters(threat, steps, restarts, stop);
    }

    @Override
    public GradientFindings perturb(
            Mixture mixture, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        MixtureObjective objective = new MixtureObjective(mixture, loss, batch, workspace);
        return ApgdAscent.restarts(
                ActiveImages.all(batch, threat, workspace), objective, steps, restarts, stop, keys, adversarial);
    }
}
