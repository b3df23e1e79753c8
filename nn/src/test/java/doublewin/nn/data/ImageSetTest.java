package doublewin.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImageSetTest {

    @Test
    void subsetHoldsTheAskedImages() {
        ImageSet set = TestImages.set(5);
        ImageSet subset = set.subset(1, 4);
        assertThat(subset.size()).isEqualTo(3);
        assertThat(subset.label(0)).isEqualTo(set.label(1));
        assertThat(subset.pixels()).isEqualTo(Arrays.copyOfRange(set.pixels(), 3072, 4 * 3072));
        assertThat(set.subset(2, 2).size()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.subset(1, 6))
                .withMessage("subset of test images: images 1 to 6 asked for, the set has 5");
    }

    @Test
    void checksumSeesEveryPixelAndLabel() {
        byte[] pixels = new byte[ImageSet.IMAGE_BYTES];
        ImageSet set = new ImageSet("black", pixels, new int[] {0});
        // Independently: python3 -c "import hashlib; print(hashlib.sha256(bytes(3076)).hexdigest())"
        assertThat(set.checksum()).isEqualTo("5031a367fe3fb91c0001b930bb179e0d723d123ea53df7704d9d9de7708a2074");
        assertThat(new ImageSet("black", pixels, new int[] {1}).checksum()).isNotEqualTo(set.checksum());
        byte[] other = pixels.clone();
        other[3071] = 1;
        assertThat(new ImageSet("black", other, new int[] {0}).checksum()).isNotEqualTo(set.checksum());
    }

    @Test
    void refusesPixelsThatDoNotFitTheLabels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImageSet("odd", new byte[3071], new int[1]))
                .withMessage("image set odd: 3071 pixel bytes, expected 3072 for 1 labels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImageSet("odd", new byte[3072], new int[] {-1}))
                .withMessage("image set odd: image 0 has label -1, expected 0 or more");
    }
}
