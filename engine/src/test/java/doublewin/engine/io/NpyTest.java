package doublewin.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
    @TempDir
    private Path folder;

    @Test
    void readsBackWhatItWrote() throws IOException {
        Path file = folder.resolve("a.npy");
        for (Shape shape : List.of(Shape.of(), Shape.of(1), Shape.of(5), Shape.of(2, 3), Shape.of(17, 3, 7, 101))) {
            float[] values = new float[shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (i - 3) / 7f;
            }
            Npy.write(file, shape, values);
            Npy.Contents read = Npy.read(file);

            assertThat(read.shape()).isEqualTo(shape);
            assertThat(read.values()).isEqualTo(values);
        }
    }

    @Test
    void writesTheBytesOfNumpy() throws IOException {
        Path file = folder.resolve("a.npy");
        Npy.write(file, Shape.of(2, 1), new float[] {1, -2});

        // numpy.save of numpy.array([[1], [-2]], numpy.float32)
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
        ByteBuffer expected = ByteBuffer.allocate(128 + 8).order(ByteOrder.LITTLE_ENDIAN);
        expected.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
        expected.put((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        expected.putFloat(1).putFloat(-2);
        assertThat(file).hasBinaryContent(expected.array());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), } | opens",
                "{'shape':(4,),'fortran_order':False,'descr':'<f4'} | opens",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), } | (descr '<f4'), found ''<f8''",
                "{'descr': '>f4', 'fortran_order': False, 'shape': (4,), } | found ''>f4''",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), } | (fortran_order False), found 'True'",
                "{'fortran_order': False, 'shape': (4,), } | (descr '<f4'), found no such entry",
                "{'descr': '<f4', 'fortran_order': False, } | a shape of at most eight dimensions",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4), } | a shape of at most eight dimensions",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,4), } | at most eight dimensions",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'x': 'y'} | descr, fortran_order and a shape",
                "{'descr': '<f4', 'descr': '<f4', 'shape': (4,), } | found 'descr' twice",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-4,), } | a dictionary in the header",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), } | a dictionary in the header",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), | a dictionary in the header",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4), } | dimensions of at least 1",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999,), } | fewer than 2^31 elements",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999), } | fewer than 2^31 elements",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000,), } | bytes for float32 of shape",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } | bytes for float32 of shape (3), found",
            })
    void saysWhatIsWrong(String header, String expected) throws IOException {
        Path file = file(header, 16);
        if (expected.equals("opens")) {
            assertThat(Npy.read(file).values()).hasSize(4);
            return;
        }

        assertThatIOException()
                .isThrownBy(() -> Npy.read(file))
                .isInstanceOf(FormatException.class)
                .withMessageStartingWith(file + ": expected ")
                .withMessageContaining(expected);
    }

    @Test
    void longHeadersDoNoHarm() throws IOException {
        for (String piece : List.of("1, ", "(", "'a': True, ", "{", " ", "'")) {
            String start = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
            Path file = file(start + piece.repeat((65_000 - start.length()) / piece.length()) + "), }", 16);
            assertThatIOException().isThrownBy(() -> Npy.read(file)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void everyTruncationAndMutationGivesAFormatErrorOnly() throws IOException {
        Path file = folder.resolve("valid.npy");
        Npy.write(file, Shape.of(2, 2), new float[4]);
        byte[] valid = Files.readAllBytes(file);
        for (int length = 0; length < valid.length; length++) {
            Path cut = Files.write(folder.resolve("cut" + length), Arrays.copyOf(valid, length));
            assertThatIOException().isThrownBy(() -> Npy.read(cut)).isInstanceOf(FormatException.class);
        }
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            RandomStream random =
                    new RandomStream(RandomKey.of(12, Purpose.EMBEDDED_DATA).withStep(round));
            byte[] bytes = valid.clone();
            String interesting = "'(),:{} 019TF";
            int change = random.below(2) == 0 ? random.nextInt() : interesting.charAt(random.below(13));
            bytes[random.below(80)] = (byte) change;
            Path mutant = Files.write(folder.resolve("mutant" + round), bytes);
            try {
                Npy.read(mutant);
            } catch (FormatException e) {
                refused++;
            }
            Files.delete(mutant);
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void saysWhichFileIsMissing() {
        Path missing = folder.resolve("missing.npy");

        assertThatIOException()
                .isThrownBy(() -> Npy.read(missing))
                .withMessage("cannot read " + missing + ": there is no such file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npy.write(missing, Shape.of(2), new float[3]))
                .withMessage("npy: shape (2) has 2 elements, found 3 values");
        assertThat(missing).doesNotExist();
    }

    private Path file(String header, int dataBytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) text.length);
        bytes.put(text);
        return Files.write(folder.resolve("a.npy"), bytes.array());
    }
}
