package doublewin.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class NormalisationTest {

    @Test
    void dividesSubtractsAndDividesInFloat() {
        // numpy float32: (np.float32(200) / np.float32(255) - np.float32(.4822)) / np.float32(.2435)
        assertThat(Normalisation.CIFAR10.value(1, 200)).isEqualTo(1.2407136f);
        assertThat(Normalisation.CIFAR10.value(2, 1)).isEqualTo(-1.6918137f);
    }

    @Test
    void blackAndFullBrightnessBoundTheValidBox() {
        Normalisation n = Normalisation.CIFAR10;
        for (int c = 0; c < 3; c++) {
            assertThat(n.lower()[c]).isEqualTo(n.value(c, 0));
            assertThat(n.upper()[c]).isEqualTo(n.value(c, 255));
        }
        assertThat(n.lower()[0]).isEqualTo(-0.4914f / 0.2471f);
    }

    @Test
    void eachChannelHasItsOwn() {
        Normalisation two = new Normalisation(new float[] {0.25f, 0}, new float[] {0.5f, 2});
        assertThat(two.value(0, 255)).isEqualTo(1.5f);
        assertThat(two.value(0, 0)).isEqualTo(-0.5f);
        assertThat(two.value(1, 255)).isEqualTo(0.5f);
        assertThat(two.value(1, 51)).isEqualTo(0.1f);
    }

    @Test
    void handsOutCopies() {
        Normalisation.CIFAR10.mean()[0] = 7;
        Normalisation.CIFAR10.std()[0] = 7;
        assertThat(Normalisation.CIFAR10.mean()).containsExactly(0.4914f, 0.4822f, 0.4465f);
        assertThat(Normalisation.CIFAR10.std()).containsExactly(0.2471f, 0.2435f, 0.2616f);
    }

    @Test
    void refusesWhatCannotNormalise() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalisation(new float[2], new float[3]))
                .withMessageContaining("2 means");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalisation(new float[1], new float[1]))
                .withMessageContaining("deviation above 0");
    }
}
