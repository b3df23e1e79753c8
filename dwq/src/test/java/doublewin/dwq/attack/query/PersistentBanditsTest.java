package doublewin.dwq.attack.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.ThreatModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersistentBanditsTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final BanditConstants CONSTANTS =
            new BanditConstants(Ball.LINF, LinearImages.SIDE, 0.1, 2.55f, 1, 1);
    private static final AttackKeys KEYS = new AttackKeys(1, 24, AttackKeys.MIXTURE);

    private static LinearModel always(int label) {
        double[] bias = new double[2];
        bias[label] = 1;
        return new LinearModel(new double[2][LinearImages.VALUES], bias, LinearImages.NORMALISATION);
    }

    private static LinearImages images() {
        return LinearImages.of(40, 2, LinearImages.Sees.ALL, LinearImages.Box.INACTIVE, 3);
    }

    /**
     * One of two members errs whatever it is shown: a single try succeeds in half of the cases. Who tries until a draw errs
     * fools every image, half of them at once; the images that it returns are as they were.
     */
    @Test
    void triesUntilADrawErrs() {
        Mixture mixture = Mixture.uniform(List.of(always(0), always(1)));
        Runs.Result result = Runs.of(new PersistentBandits(THREAT, CONSTANTS, 40), mixture, images().batch());
        assertThat(result.fooled()).isEqualTo(40);
        // 4 standard deviations of 40 coins are 12.6.
        assertThat(Arrays.stream(result.tally().queries()).filter(q -> q == 2).count())
                .isBetween(8L, 32L);
    }

    /** By which an image that is counted as fooled is found again among those that some member has wrong. */
    @Test
    void someMemberErrsWhereADrawErred() {
        LinearImages images = images();
        LinearModel second = LinearImages.of(1, 2, LinearImages.Sees.ALL, LinearImages.Box.INACTIVE, 4)
                .model();
        LinearImages seenBySecond = new LinearImages(second, images.batch(), images.pixels());
        Mixture mixture = Mixture.uniform(List.of(images.model(), second));
        Runs.Result result = Runs.of(new PersistentBandits(THREAT, CONSTANTS, 4), mixture, images.batch());
        int rightByOne = 0;
        for (int n = 0; n < 40; n++) {
            double first = images.margin(result.adversarial(), n);
            double other = seenBySecond.margin(result.adversarial(), n);
            if (result.tally().fooled()[n]) {
                assertThat(Math.min(first, other)).as("image %d", n).isLessThan(1e-4);
                rightByOne += Math.max(first, other) > 0 ? 1 : 0;
            }
        }
        assertThat(result.fooled()).isBetween(5, 35);
        assertThat(rightByOne).as("whom another draw would have right").isPositive();
    }

    @Test
    void membersAreDrawnByWeightImageAndDraw() {
        Mixture mixture = new Mixture(List.of(always(0), always(1), always(0)), new double[] {0.25, 0, 0.75});
        int[] drawn = IntStream.range(0, 4000)
                .map(image -> PersistentBandits.member(mixture, KEYS, image, 1))
                .toArray();
        assertThat(Arrays.stream(drawn).filter(q -> q == 1).count()).isZero();
        // 4 standard deviations of 4,000 draws of 1/4 are 110.
        assertThat(Arrays.stream(drawn).filter(q -> q == 0).count()).isBetween(890L, 1110L);
        int[] another = IntStream.range(0, 4000)
                .map(image -> PersistentBandits.member(mixture, KEYS, image, 2))
                .toArray();
        assertThat(another).isNotEqualTo(drawn);
    }

    /** A step asks the member of its draw twice, and that of the draw after it once. */
    @Test
    void questionsAndTestAreDrawnApart() {
        LinearModel[] members = {always(0), always(0)};
        LinearImages images = images();
        Runs.of(new PersistentBandits(THREAT, CONSTANTS, 2), Mixture.uniform(List.of(members)), images.batch());
        AttackKeys keys = new AttackKeys(1, 24, 4);
        int first = 0;
        for (int image = 0; image < 40; image++) {
            Mixture mixture = Mixture.uniform(List.of(members));
            first += 2 * (1 - PersistentBandits.member(mixture, keys, image, 1));
            first += 1 - PersistentBandits.member(mixture, keys, image, 2);
        }
        assertThat(members[0].asked().get()).isEqualTo(first);
        assertThat(members[1].asked().get()).isEqualTo(3 * 40 - first);
    }

    @Test
    void anImagesResultIsItsOwn() {
        LinearImages images = images();
        LinearImages other = LinearImages.of(1, 2, LinearImages.Sees.ALL, LinearImages.Box.INACTIVE, 4);
        Mixture mixture = new Mixture(List.of(images.model(), other.model()), new double[] {0.75, 0.25});
        Runs.assertIndependentOfBatch(new PersistentBandits(THREAT, CONSTANTS, 60), any -> mixture, images.batch());
    }

    @Test
    void parametersWithoutSenseAreRefused() {
        assertThatThrownBy(() -> new PersistentBandits(THREAT, CONSTANTS, 1))
                .hasMessage("persistent Bandits-TD: expected 2 to 10000000 queries an image, found 1");
        PersistentBandits attack = new PersistentBandits(THREAT, CONSTANTS, 10_000);
        assertThat(attack.name()).isEqualTo("Bandits-TD-10000, persistent");
        assertThat(attack.parameters())
                .hasToString("{ball=LINF, difference=2.55, epsilon=8.0, exploration=0.1, queries=10000, rate=1.0,"
                        + " step=1.0, tiles=8}");
    }
}
