package doublewin.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaneFormatTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 33})
    void packsEveryImageIntoItsLaneAndUnpacksIt(int images) {
        Shape shape = Shape.lanes(images, 3, 5, 10);
        float[] values = new float[images * 3 * 5 * 10];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        Tensor lanes = Tensor.zeros(shape);
        lanes.fill(Float.NaN);
        LaneFormat.pack(values, lanes);
        assertThat(LaneFormat.unpack(lanes)).isEqualTo(values);

        int n = images - 1;
        int inImages = ((n * 10 + 7) * 3 + 2) * 5 + 4;
        int inLanes = (((n / 16 * 3 + 2) * 5 + 4) * 10 + 7) * 16 + n % 16;
        assertThat(lanes.get(inLanes)).isEqualTo(values[inImages]);
        assertThat(LaneFormat.index(shape, n, 2, 4, 7)).isEqualTo(inLanes);

        int unused = 0;
        for (int i = 0; i < lanes.elements(); i++) {
            int block = i / (lanes.elements() / shape.blocks());
            if (i % 16 >= shape.imagesInBlock(block)) {
                assertThat(lanes.get(i)).isZero();
                unused++;
            }
        }
        assertThat(unused).isEqualTo((shape.blocks() * 16 - images) * 150);
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "16, 33", "32, 33", "0, 33", "16, 20"})
    void aPartOfABatchSharesItsMemory(int first, int end) {
        float[] values = new float[33 * 30];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        Tensor batch = Tensor.zeros(Shape.lanes(33, 3, 5, 2));
        LaneFormat.pack(values, batch);
        Tensor part = batch.images(first, end);
        assertThat(part.shape()).isEqualTo(Shape.lanes(end - first, 3, 5, 2));
        assertThat(LaneFormat.unpack(part)).isEqualTo(Arrays.copyOfRange(values, first * 30, end * 30));
        part.fill(0);
        assertThat(batch.get(LaneFormat.index(batch.shape(), end - 1, 2, 4, 1))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"-16, 16", "8, 16", "16, 16", "32, 34", "48, 64"})
    void refusesImagesThatNoBlockBeginsWithOrThatAreNotThere(int first, int end) {
        Tensor batch = Tensor.zeros(Shape.lanes(33, 3, 5, 2));
        assertThatThrownBy(() -> batch.images(first, end))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("images " + first + " to " + end + " of a batch of 33: expected a first one that is a "
                        + "multiple of 16, and an end after it and within the batch");
    }

    @Test
    void refusesAnotherNumberOfValues() {
        assertThatThrownBy(() -> LaneFormat.pack(new float[5], Tensor.zeros(Shape.lanes(2, 1, 1, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lane format: a batch of shape (1, 1, 1, 3, 16) of 2 images takes 6 values "
                        + "(images x channels x height x width), found 5");
    }

    @Test
    void shapesOfDifferentNumbersOfImagesDiffer() {
        Shape shape = Shape.lanes(17, 2, 3, 4);
        assertThat(shape).isEqualTo(Shape.lanes(17, 2, 3, 4)).hasSameHashCodeAs(Shape.lanes(17, 2, 3, 4));
        assertThat(shape).isNotEqualTo(Shape.lanes(18, 2, 3, 4)).isNotEqualTo(Shape.of(2, 2, 3, 4, 16));
        assertThat(shape.imagesInBlock(0)).isEqualTo(16);
        assertThat(shape.imagesInBlock(1)).isEqualTo(1);
        assertThatThrownBy(() -> Shape.of(2, 3).images()).hasMessageContaining("expected a batch in lane format");
        assertThatThrownBy(() -> Shape.of(2, 0)).hasMessageContaining("at least 1, found [2, 0]");
        assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 16)).hasMessageContaining("more elements");
    }
}
