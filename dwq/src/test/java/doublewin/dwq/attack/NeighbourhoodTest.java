package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
    private static final int IMAGES = 17;
    private static final int VALUES = 48;

    private final AttackBench bench = new AttackBench(1);
    private final double[][] pixels = new double[IMAGES][VALUES];
    private final Batch batch = batch();

    private Batch batch() {
        Random random = new Random(2);
        for (double[] image : pixels) {
            for (int i = 0; i < VALUES; i++) {
                // A third each of black, white and other pixels.
                image[i] = i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : random.nextDouble();
            }
        }
        return LinearModel.batch(pixels, new int[IMAGES], 4, 4, LinearCases.NORMALISATION);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Neighbourhood around(Ball ball, float epsilon) {
        return new Neighbourhood(
                batch, new ThreatModel(ball, epsilon), bench.workspace().arena());
    }

    private Tensor random(float size) {
        Random random = new Random(3);
        Tensor delta = Tensor.zeros(batch.x().shape());
        for (int i = 0; i < delta.elements(); i++) {
            delta.set(i, size * (2 * random.nextFloat() - 1));
        }
        return delta;
    }

    @Test
    void withoutPerturbationTheImagesAreTheSameBits() {
        Tensor shown = Tensor.zeros(batch.x().shape());
        around(Ball.LINF, 8).show(Tensor.zeros(shown.shape()), shown);
        assertThat(shown.toArray()).isEqualTo(batch.x().toArray());
    }

    @Test
    void projectionsAreTheNearestAllowedOnesInTheLinfBall() {
        float epsilon = 51;
        Neighbourhood around = around(Ball.LINF, epsilon);
        assertThat(around.epsilon()).isEqualTo(0.2f);
        Tensor delta = random(0.5f);
        Tensor before = Tensor.of(delta.shape(), delta.toArray());
        around.project(delta);
        Tensor shown = Tensor.zeros(delta.shape());
        around.show(delta, shown);
        AttackBench.assertWithin(new ThreatModel(Ball.LINF, epsilon), batch, shown);
        for (int n = 0; n < IMAGES; n++) {
            double[] wanted = LinearModel.values(before, n);
            double[] projected = LinearModel.values(delta, n);
            for (int i = 0; i < VALUES; i++) {
                double low = Math.max(-0.2, -pixels[n][i]);
                double high = Math.min(0.2, 1 - pixels[n][i]);
                assertThat(projected[i]).isCloseTo(Math.clamp(wanted[i], low, high), within(1e-6));
            }
        }
    }

    @Test
    void euclideanPerturbationsAreShortenedThenClamped() {
        Neighbourhood around = around(Ball.L2, 255);
        Tensor delta = random(0.5f);
        for (int at = 0; at < VALUES; at++) {
            // The second image's is short already.
            int index = LaneFormat.index(delta.shape(), 1, at / 12, at / 3 % 4, at % 3);
            delta.set(index, delta.get(index) / 100);
        }
        Tensor before = Tensor.of(delta.shape(), delta.toArray());
        around.project(delta);
        for (int n = 0; n < IMAGES; n++) {
            double[] wanted = LinearModel.values(before, n);
            double[] projected = LinearModel.values(delta, n);
            double length = 0;
            for (double value : wanted) {
                length += value * value;
            }
            double factor = Math.min(1, 1 / Math.sqrt(length));
            assertThat(factor == 1).isEqualTo(n == 1);
            for (int i = 0; i < VALUES; i++) {
                double expected = Math.clamp(factor * wanted[i], -pixels[n][i], 1 - pixels[n][i]);
                assertThat(projected[i]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void gradientsAreTurnedIntoThoseByPixels() {
        Tensor dx = Tensor.zeros(batch.x().shape());
        dx.fill(1);
        double[] norms = new double[IMAGES];
        ImageNorms.l1(dx, LinearCases.NORMALISATION.std(), norms);
        around(Ball.LINF, 8).byPixels(dx);
        for (int c = 0; c < 3; c++) {
            int at = LaneFormat.index(dx.shape(), 16, 1, 2, c);
            assertThat(dx.get(at)).isCloseTo(1 / LinearCases.NORMALISATION.std()[c], within(1e-6f));
        }
        double[] turned = new double[IMAGES];
        ImageNorms.l1(dx, turned);
        assertThat(turned[16]).isCloseTo(16 * (1 / 0.25 + 1 / 0.24 + 1 / 0.26), within(1e-4));
        assertThat(norms[16]).isCloseTo(turned[16], within(1e-4));
    }

    @Test
    void sumsAndNormsAreImageByImage() {
        Tensor x = random(1);
        Tensor sum = random(0.5f);
        float[] factors = new float[IMAGES];
        for (int n = 0; n < IMAGES; n++) {
            factors[n] = n - 3;
        }
        double[][] before = new double[IMAGES][];
        for (int n = 0; n < IMAGES; n++) {
            before[n] = LinearModel.values(sum, n);
        }
        ImageSums.add(x, factors, sum);
        double[] l2 = new double[IMAGES];
        ImageNorms.l2(sum, l2);
        for (int n = 0; n < IMAGES; n++) {
            double square = 0;
            for (int i = 0; i < VALUES; i++) {
                double expected = before[n][i] + (n - 3) * LinearModel.values(x, n)[i];
                assertThat(LinearModel.values(sum, n)[i]).isCloseTo(expected, within(1e-5));
                square += expected * expected;
            }
            assertThat(l2[n]).isCloseTo(Math.sqrt(square), within(1e-4));
        }
    }

    @Test
    void theBestOfAllThatIsOfferedIsKept() {
        Tensor room = Tensor.zeros(batch.x().shape());
        room.fill(7);
        BestFound found = new BestFound(room, Stop.NEVER);
        BestFound first = new BestFound(Tensor.zeros(room.shape()), Stop.WHEN_FOOLED);
        int[] positions = {2, 16};
        double[][] accuracies = {{1, 1}, {0.5, 1}, {0.5, 0}, {0, 0.5}, {0, 0}};
        double[][] margins = {{3, 3}, {4, 3}, {2, -1}, {1, 9}, {-2, -5}};
        for (int offer = 0; offer < accuracies.length; offer++) {
            Tensor candidates = Tensor.zeros(Shape.lanes(2, 4, 4, 3));
            candidates.fill(offer);
            Scores scores = new Scores(new float[2], accuracies[offer], margins[offer]);
            found.offer(candidates, positions, scores);
            first.offer(candidates, positions, scores);
        }
        assertThat(LinearModel.values(found.delta(), 2)).containsOnly(4);
        assertThat(LinearModel.values(found.delta(), 16)).containsOnly(4);
        assertThat(LinearModel.values(found.delta(), 3)).containsOnly(0);
        assertThat(LinearModel.values(first.delta(), 2)).containsOnly(3);
        assertThat(LinearModel.values(first.delta(), 16)).containsOnly(2);
        assertThat(found.toDo()).hasSize(IMAGES);
        assertThat(first.toDo()).hasSize(IMAGES - 2).doesNotContain(2, 16);
        assertThat(found.accuracy(3)).isInfinite();
    }
}
