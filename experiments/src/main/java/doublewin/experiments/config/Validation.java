package doublewin.experiments.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Pgd;
import doublewin.nn.Precision;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.EnumNamingStrategies.KebabCaseStrategy;
import tools.jackson.databind.annotation.EnumNaming;

/**
 * A look at the network now and then while it is trained, which decides nothing: clean accuracy and accuracy under
 * PGD-10, at the lowest, a middle and the highest precision of the evaluation.
 *
 * @param validate on which images
 * @param validateEvery so many epochs, and after the last
 */
public record Validation(Images validate, int validateEvery) {
    /** No looks. */
    static final Validation OFF = new Validation(Images.OFF, 1);

    /** Test images that are looked at. */
    public static final int TEST_IMAGES = 500;

    private static final int PGD_STEPS = 10;

    /** Images that are looked at. */
    @EnumNaming(KebabCaseStrategy.class)
    public enum Images {
        /** None. */
        OFF,
        /** The last 1,000 training images, which are then never trained on. */
        HELD_OUT,
        /** The first 500 test images: who chooses by what he sees there overstates his results. */
        TEST
    }

    /** Checks ranges. */
    public Validation {
        Check.range("validateEvery", validateEvery, 1, 65_535);
    }

    /** Whether it is done at all. */
    @JsonIgnore
    public boolean isOn() {
        return validate != Images.OFF;
    }

    /** Whether it is due after so many epochs of all. */
    public boolean isDueAfter(int epochs, int all) {
        return isOn() && (epochs % validateEvery == 0 || epochs == all);
    }

    /** The precisions that are looked at, of those that will be evaluated. */
    public static PrecisionSet precisions(PrecisionSet evaluated) {
        List<Precision> all = evaluated.asList();
        return PrecisionSet.of(Stream.of(all.getFirst(), all.get(all.size() / 2), all.getLast())
                .distinct()
                .toArray(Precision[]::new));
    }

    /** The attack: that of the evaluation, shorter. */
    public static Pgd attack(EvaluationProtocol protocol) {
        return new EvaluationProtocol(
                        protocol.testImages(),
                        protocol.evaluationPrecisions(),
                        protocol.attackEpsilon(),
                        PGD_STEPS,
                        protocol.attackAlpha(),
                        1)
                .attack();
    }
}
