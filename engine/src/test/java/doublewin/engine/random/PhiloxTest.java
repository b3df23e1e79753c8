package doublewin.engine.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The known answers of philox4x32, 10 rounds, from Random123's file kat_vectors: counter, key, result. */
class PhiloxTest {
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1",
    })
    void givesTheKnownAnswers(String counter, String key, String answer) {
        int[] block = words(counter);
        int[] keyWords = words(key);

        Philox.encrypt(block, keyWords[0], keyWords[1]);

        assertThat(block).hasSize(Philox.BLOCK).isEqualTo(words(answer));
    }

    private static int[] words(String hexadecimal) {
        String[] parts = hexadecimal.split(" ");
        int[] words = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            words[i] = Integer.parseUnsignedInt(parts[i], 16);
        }
        return words;
    }
}
