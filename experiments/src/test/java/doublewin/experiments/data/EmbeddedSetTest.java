package doublewin.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import doublewin.nn.data.DataOrder;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddedSetTest {
    private static final int BYTES = EmbeddedSet.SHAPE.bytes();

    private static final int CLASSES = 10;

    /** The images are a promise: when these change, every result on the embedded set changes its meaning. */
    @Test
    void bitsStayAsTheyAre() {
        assertThat(EmbeddedSet.train(100).checksum())
                .isEqualTo("f9ac081369ef90fc8e7c11cd0dabed190153f9b1a58f4bb1baff054c057ca66c");
        assertThat(EmbeddedSet.test(100).checksum())
                .isEqualTo("b9fb7d9da783e956f53b3c6d841a2356bd52f897776226d64116b6e80318c1a8");
    }

    @Test
    void imagesDoNotDependOnHowManyAreAskedFor() {
        assertThat(EmbeddedSet.train(37).subset(0, 20).checksum())
                .isEqualTo(EmbeddedSet.train(20).checksum());
    }

    @Test
    void everyClassIsEquallyOftenThereAndNoImageTwice() {
        ImageSource train = EmbeddedSet.train(300);
        ImageSource test = EmbeddedSet.test(300);
        int[] counts = new int[CLASSES];
        for (int image = 0; image < train.size(); image++) {
            counts[train.label(image)]++;
        }
        assertThat(counts).containsOnly(30);
        assertThat(EmbeddedSet.classNames())
                .hasSize(CLASSES)
                .contains("disc", "crescent")
                .doesNotHaveDuplicates();
        long different = Stream.of(train, test)
                .flatMap(set -> IntStream.range(0, set.size())
                        .mapToObj(i -> set.subset(i, i + 1).checksum()))
                .distinct()
                .count();
        assertThat(different).isEqualTo(600);
    }

    /** Plain SGD on soft-max cross-entropy of raw pixels. */
    @Test
    void aLinearClassifierStaysUnderOneHalf() {
        ImageSource train = EmbeddedSet.train(2_000);
        ImageSource test = EmbeddedSet.test(1_000);
        double[][] weight = new double[CLASSES][BYTES + 1];
        for (int epoch = 0; epoch < 4; epoch++) {
            for (int image : DataOrder.permutation(1, epoch, train.size())) {
                double[] x = input(train, image);
                double[] p = softmax(weight, x);
                p[train.label(image)] -= 1;
                for (int k = 0; k < CLASSES; k++) {
                    for (int i = 0; i < x.length; i++) {
                        weight[k][i] -= 0.002 * p[k] * x[i];
                    }
                }
            }
        }
        double onTrain = accuracy(weight, train);
        assertThat(onTrain).as("it learned something").isGreaterThan(0.2);
        assertThat(accuracy(weight, test)).isLessThan(0.5);
    }

    @Test
    void opensWithSoManyImages() throws IOException {
        DataSet data = new EmbeddedData().open(Path.of(""), 30, 20);
        assertThat(data.name()).isEqualTo("embedded");
        assertThat(data.train().size()).isEqualTo(30);
        assertThat(data.test().size()).isEqualTo(20);
        assertThat(data.classNames()).isEqualTo(EmbeddedSet.classNames());
        assertThat(data.checksum())
                .isEqualTo(EmbeddedSet.train(30).checksum() + "-"
                        + EmbeddedSet.test(20).checksum());
    }

    @Test
    void refusesNumbersThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedSet.train(0))
                .withMessage("embedded training images: 0 asked for, expected 1 or more");
    }

    private static double accuracy(double[][] weight, ImageSource set) {
        int right = 0;
        for (int image = 0; image < set.size(); image++) {
            double[] p = softmax(weight, input(set, image));
            int best = 0;
            for (int k = 1; k < CLASSES; k++) {
                best = p[k] > p[best] ? k : best;
            }
            right += best == set.label(image) ? 1 : 0;
        }
        return right / (double) set.size();
    }

    private static double[] input(ImageSource set, int image) {
        byte[] pixels = new byte[BYTES];
        set.read(image, pixels);
        double[] x = new double[BYTES + 1];
        for (int i = 0; i < BYTES; i++) {
            x[i] = (pixels[i] & 0xff) / 255.0 - 0.47;
        }
        x[BYTES] = 1;
        return x;
    }

    private static double[] softmax(double[][] weight, double[] x) {
        double[] p = new double[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            for (int i = 0; i < x.length; i++) {
                p[k] += weight[k][i] * x[i];
            }
        }
        double largest = Arrays.stream(p).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            p[k] = StrictMath.exp(p[k] - largest);
            sum += p[k];
        }
        for (int k = 0; k < CLASSES; k++) {
            p[k] /= sum;
        }
        return p;
    }
}
