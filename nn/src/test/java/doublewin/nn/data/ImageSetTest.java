package doublewin.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageSetTest {

    @Test
    void subsetHoldsTheAskedImages() {
        ImageSet set = TestImages.set(5);
        ImageSource subset = set.subset(1, 4);
        assertThat(subset.size()).isEqualTo(3);
        assertThat(subset.label(0)).isEqualTo(set.label(1));
        for (int image = 0; image < 3; image++) {
            assertThat(pixels(subset, image)).isEqualTo(pixels(set, image + 1));
        }
        assertThat(set.subset(0, 5)).isSameAs(set);
        assertThatThrownBy(() -> subset.label(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> pixels(subset, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(set.subset(2, 2).size()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.subset(1, 6))
                .withMessage("subset of test images: images 1 to 6 asked for, the source has 5");
    }

    @Test
    void imagesLieOneAfterTheOther() {
        ImageShape shape = new ImageShape(1, 2, 3);
        byte[] all = new byte[4 * shape.bytes()];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        ImageSet set = new ImageSet("four", shape, 9, all, new int[] {8, 5, 6, 7});
        assertThat(pixels(set, 2)).containsExactly(12, 13, 14, 15, 16, 17);
        assertThat(set).hasToString("four (4 images)");
        assertThat(set.classes()).isEqualTo(9);

        ImageSource end = set.subset(2, 4);
        assertThat(pixels(end, 1)).containsExactly(18, 19, 20, 21, 22, 23);
        assertThat(end.label(0)).isEqualTo(6);
        assertThat(end.label(1)).isEqualTo(7);
        assertThat(end).hasToString("four (2 images)");
        assertThat(end.classes()).isEqualTo(9);
        assertThat(set.subset(0, 3).label(2)).isEqualTo(6);
    }

    @Test
    void checksumSeesEveryPixelAndLabel() {
        byte[] pixels = new byte[TestImages.SHAPE.bytes()];
        ImageSet set = new ImageSet("black", TestImages.SHAPE, 10, pixels, new int[] {0});
        // Independently: python3 -c "import hashlib; print(hashlib.sha256(bytes(3076)).hexdigest())"
        assertThat(set.checksum()).isEqualTo("5031a367fe3fb91c0001b930bb179e0d723d123ea53df7704d9d9de7708a2074");
        assertThat(new ImageSet("black", TestImages.SHAPE, 10, pixels, new int[] {1}).checksum())
                .isNotEqualTo(set.checksum());
        byte[] other = pixels.clone();
        other[3071] = 1;
        assertThat(new ImageSet("black", TestImages.SHAPE, 10, other, new int[] {0}).checksum())
                .isNotEqualTo(set.checksum());
    }

    @Test
    void refusesPixelsThatDoNotFitTheLabels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImageSet("odd", TestImages.SHAPE, 10, new byte[3071], new int[1]))
                .withMessage("image set odd: 3071 pixel bytes, expected 3072 for 1 labels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImageSet("odd", TestImages.SHAPE, 10, new byte[3072], new int[] {-1}))
                .withMessage("image set odd: image 0 has label -1, expected one of 10 classes, from 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImageSet("odd", TestImages.SHAPE, 10, new byte[3072], new int[] {10}))
                .withMessageContaining("image 0 has label 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImageShape(0, 1, 1))
                .withMessage("image shape: 0 x 1 pixels of 1 channels, expected at least 1 each");
    }

    private static byte[] pixels(ImageSource source, int image) {
        byte[] pixels = new byte[source.shape().bytes()];
        source.read(image, pixels);
        return pixels;
    }
}
