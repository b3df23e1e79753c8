package doublewin.nn.data;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    @Test
    void drawsEveryCropAndBothSidesAboutEquallyOften() {
        int draws = 8_100;
        int[][] counts = new int[9][9];
        int flipped = 0;
        for (int image = 0; image < draws; image++) {
            Augmentation drawn = Augmentation.Rule.CROP_AND_FLIP.draw(5, 2, image);
            counts[4 + drawn.down()][4 + drawn.right()]++;
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
            Augmentation drawn = Augmentation.Rule.CROP_AND_FLIP.draw(1, 3, image);
            assertThat(Augmentation.Rule.CROP_AND_FLIP.draw(1, 3, image)).isEqualTo(drawn);
            same += drawn.equals(Augmentation.Rule.CROP_AND_FLIP.draw(2, 3, image)) ? 1 : 0;
            same += drawn.equals(Augmentation.Rule.CROP_AND_FLIP.draw(1, 4, image)) ? 1 : 0;
            same += drawn.equals(Augmentation.Rule.CROP_AND_FLIP.draw(1, 3, image + 1)) ? 1 : 0;
        }
        assertThat(same).isLessThan(15); // 300 comparisons, one in 162 agrees by chance
    }

    /** Published runs stand on these draws: rows first, then columns, then the mirror. */
    @Test
    void drawsAreThoseOfTheKeysStream() {
        int seen = 0;
        for (int image = 0; image < 50; image++) {
            RandomStream random = new RandomStream(
                    RandomKey.of(5, Purpose.AUGMENTATION).withEpoch(2).withImage(image));
            Augmentation drawn = Augmentation.Rule.CROP_AND_FLIP.draw(5, 2, image);
            assertThat(drawn.down()).isEqualTo(random.below(9) - 4);
            assertThat(drawn.right()).isEqualTo(random.below(9) - 4);
            assertThat(drawn.flipped()).isEqualTo(random.below(2) == 1);
            seen++;
        }
        assertThat(seen).isEqualTo(50);
        assertThat(Augmentation.Rule.NONE.draw(5, 2, 1)).isEqualTo(Augmentation.NONE);
    }
}
