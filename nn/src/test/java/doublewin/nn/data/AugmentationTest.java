package doublewin.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AugmentationTest {

    @Test
    void drawsEveryCropAndBothSidesAboutEquallyOften() {
        int draws = 8_100;
        int[][] counts = new int[9][9];
        int flipped = 0;
        for (int image = 0; image < draws; image++) {
            Augmentation drawn = Augmentation.draw(5, 2, image);
            counts[drawn.top()][drawn.left()]++;
            flipped += drawn.flipped() ? 1 : 0;
        }
        // 100 expected a crop; 60 and 140 are four deviations away
        for (int[] row : counts) {
            for (int count : row) {
                assertThat(count).isBetween(60, 140);
            }
        }
        assertThat(flipped).isBetween(draws / 2 - 180, draws / 2 + 180);
    }

    @Test
    void dependsOnSeedEpochAndImage() {
        int same = 0;
        for (int image = 0; image < 100; image++) {
            Augmentation drawn = Augmentation.draw(1, 3, image);
            assertThat(Augmentation.draw(1, 3, image)).isEqualTo(drawn);
            same += drawn.equals(Augmentation.draw(2, 3, image)) ? 1 : 0;
            same += drawn.equals(Augmentation.draw(1, 4, image)) ? 1 : 0;
            same += drawn.equals(Augmentation.draw(1, 3, image + 1)) ? 1 : 0;
        }
        assertThat(same).isLessThan(15); // 300 comparisons, one in 162 agrees by chance
    }

    @Test
    void refusesCropsOutsideThePadding() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Augmentation(9, 0, false))
                .withMessage("augmentation: crop at row 9, column 0, expected 0 to 8");
    }
}
