package doublewin.dwq.attack.distance;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.DifferentiableModel;
import java.util.Arrays;

/** That what an attack makes of an image depends on neither the batch, nor its order, nor the number of workers. */
final class Independence {
    private Independence() {}

    static void check(Attack<DifferentiableModel> attack) {
        float[] together;
        try (Victim victim = new Victim(2)) {
            together = victim.attacked(attack, Victim.IDS);
        }
        try (Victim victim = new Victim(1)) {
            int[] backwards = new int[Victim.IMAGES];
            Arrays.setAll(backwards, n -> Victim.IMAGES - 1 - n);
            float[] reversed = victim.attacked(attack, backwards);
            for (int n = 0; n < Victim.IMAGES; n++) {
                assertThat(image(reversed, Victim.IMAGES - 1 - n)).isEqualTo(image(together, n));
            }
            for (int n : new int[] {3, 17}) {
                assertThat(victim.attacked(attack, n)).isEqualTo(image(together, n));
            }
        }
    }

    private static float[] image(float[] images, int n) {
        return Arrays.copyOfRange(images, n * Victim.VALUES, (n + 1) * Victim.VALUES);
    }
}
