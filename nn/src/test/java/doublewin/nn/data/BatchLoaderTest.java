package doublewin.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchLoaderTest {

    private final ImageSet set = TestImages.set(40);
    private final BatchLoader loader = new BatchLoader(set, Normalisation.CIFAR10, Augmentation.Rule.CROP_AND_FLIP);

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17})
    void normalisesEveryPixelIntoItsLaneAndLeavesUnusedLanesZero(int images) {
        int[] ids = ids(images);
        Tensor x = stale(images);
        loader.load(ids, x);
        for (int n = 0; n < images; n++) {
            for (int c = 0; c < 3; c++) {
                for (int h = 0; h < 32; h++) {
                    for (int w = 0; w < 32; w++) {
                        float expected = Normalisation.CIFAR10.value(c, TestImages.pixel(set, ids[n], c, h, w));
                        assertThat(at(x, n, h, w, c)).isEqualTo(expected);
                    }
                }
            }
        }
        int lanes = x.shape().blocks() * Shape.LANES;
        for (int n = images; n < lanes; n++) {
            assertThat(at(x, n, 31, 31, 2)).isZero();
            assertThat(at(x, n, 0, 0, 0)).isZero();
        }
        assertThat(loader.labels(ids)[0]).isEqualTo(set.label(ids[0]));
        assertThat(loader.labels(ids)).hasSize(images);
    }

    @Test
    void augmentsAsPaddingCroppingAndMirroringOneAfterTheOther() {
        int[] ids = ids(17);
        Tensor x = stale(17);
        loader.loadAugmented(ids, 9, 4, x);
        int flipped = 0;
        for (int n = 0; n < ids.length; n++) {
            Augmentation shown = Augmentation.Rule.CROP_AND_FLIP.draw(9, 4, ids[n]);
            flipped += shown.flipped() ? 1 : 0;
            for (int c = 0; c < 3; c++) {
                int[][] expected = crop(pad(ids[n], c), shown);
                for (int h = 0; h < 32; h++) {
                    for (int w = 0; w < 32; w++) {
                        assertThat(at(x, n, h, w, c)).isEqualTo(Normalisation.CIFAR10.value(c, expected[h][w]));
                    }
                }
            }
        }
        assertThat(flipped).isBetween(1, 16);
        for (int n = ids.length; n < x.shape().blocks() * Shape.LANES; n++) {
            assertThat(at(x, n, 31, 31, 2)).isZero();
            assertThat(at(x, n, 0, 0, 0)).isZero();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader.loadAugmented(new int[] {-1}, 9, 4, stale(1)))
                .withMessage("augmented batch: image -1 asked for, test images has 40");
    }

    @Test
    void anImageDoesNotDependOnItsBatch() {
        Tensor many = stale(17);
        Tensor one = stale(1);
        int[] ids = ids(17);
        loader.loadAugmented(ids, 9, 4, many);
        loader.loadAugmented(new int[] {ids[16]}, 9, 4, one);
        for (int h = 0; h < 32; h++) {
            for (int w = 0; w < 32; w++) {
                assertThat(at(one, 0, h, w, 1)).isEqualTo(at(many, 16, h, w, 1));
            }
        }
    }

    @Test
    void refusesAWrongShapeOrImage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader.load(new int[2], stale(3)))
                .withMessageContaining("batch has shape")
                .withMessageContaining("of 2 images");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader.load(new int[] {40}, stale(1)))
                .withMessage("batch: image 40 asked for, test images has 40");
    }

    /** Rows and columns of different number, one channel: nothing here is made for one shape alone. */
    @Test
    void imagesOfAnyShapeAreLoadedAndAugmented() {
        ImageSource small = new ToySource(5, 7, 2, 3);
        Normalisation plain = new Normalisation(new float[] {0, 0.5f}, new float[] {1, 0.5f});
        BatchLoader toy = new BatchLoader(small, plain, Augmentation.Rule.CROP_AND_FLIP);
        int[] ids = ids(18);
        Tensor x = Tensor.zeros(toy.shape(18));
        toy.loadAugmented(ids, 2, 1, x);
        int inside = 0;
        for (int n = 0; n < ids.length; n++) {
            Augmentation shown = Augmentation.Rule.CROP_AND_FLIP.draw(2, 1, ids[n]);
            for (int h = 0; h < 5; h++) {
                for (int w = 0; w < 7; w++) {
                    int row = h + shown.down();
                    int column = (shown.flipped() ? 6 - w : w) + shown.right();
                    boolean seen = row >= 0 && row < 5 && column >= 0 && column < 7;
                    int pixel = seen ? TestImages.pixel(small, ids[n], 1, row, column) : 0;
                    assertThat(at(x, n, h, w, 1)).isEqualTo(plain.value(1, pixel));
                    inside += seen ? 1 : 0;
                }
            }
        }
        assertThat(inside).isPositive();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchLoader(small, Normalisation.CIFAR10, Augmentation.Rule.NONE))
                .withMessage("batch loader: the normalisation has 3 channels, expected 2 as toy images has");
    }

    private int[][] pad(int image, int channel) {
        int[][] padded = new int[40][40];
        for (int h = 0; h < 32; h++) {
            for (int w = 0; w < 32; w++) {
                padded[h + 4][w + 4] = TestImages.pixel(set, image, channel, h, w);
            }
        }
        return padded;
    }

    private static int[][] crop(int[][] padded, Augmentation shown) {
        int[][] crop = new int[32][32];
        for (int h = 0; h < 32; h++) {
            for (int w = 0; w < 32; w++) {
                crop[h][shown.flipped() ? 31 - w : w] = padded[h + 4 + shown.down()][w + 4 + shown.right()];
            }
        }
        return crop;
    }

    private static int[] ids(int images) {
        int[] ids = new int[images];
        for (int n = 0; n < images; n++) {
            ids[n] = (n * 7 + 3) % 40;
        }
        return ids;
    }

    private static Tensor stale(int images) {
        Tensor x = Tensor.zeros(TestImages.SHAPE.lanes(images));
        x.fill(Float.NaN);
        return x;
    }

    private static float at(Tensor x, int n, int h, int w, int c) {
        return x.get(LaneFormat.index(x.shape(), n, h, w, c));
    }
}
