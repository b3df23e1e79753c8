package doublewin.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void readsBackEveryBit() throws IOException {
        Path file = folder.resolve("state.safetensors");
        float[] odd = {0f, -0f, 1e-45f, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(0x7fc12345)};
        // More than one chunk of 64 KiB, and not a whole number of them.
        float[] large = new float[3 * 17 * 1001];
        RandomStream random = new RandomStream(RandomKey.of(1, Purpose.INITIALISATION));
        for (int i = 0; i < large.length; i++) {
            large[i] = random.gaussian();
        }
        SafetensorsWriter.write(
                file,
                List.of(
                        new NamedArray.Floats("large", Shape.of(3, 17, 1001), large),
                        new NamedArray.Floats("odd \"\\\n\u00e9\ud83d\ude00", Shape.of(1, 6), odd),
                        new NamedArray.Longs("steps", Shape.of(), new long[] {Long.MIN_VALUE})),
                Map.of("depth", "16", "a \"key\"", "\u0001\u20ac"));

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).containsExactly("steps", "large", "odd \"\\\n\u00e9\ud83d\ude00");
            assertThat(read.metadata()).containsExactly(entry("a \"key\"", "\u0001\u20ac"), entry("depth", "16"));
            assertThat(read.shape("large")).isEqualTo(Shape.of(3, 17, 1001));
            assertThat(read.shape("steps")).isEqualTo(Shape.of());
            assertThat(read.type("steps")).isEqualTo(ElementType.I64);
            assertThat(bits(read.floats("large"))).isEqualTo(bits(large));
            assertThat(bits(read.floats("odd \"\\\n\u00e9\ud83d\ude00"))).isEqualTo(bits(odd));
            assertThat(read.longs("steps")).containsExactly(Long.MIN_VALUE);
        }
    }

    @Test
    void bytesDependOnContentAlone() throws IOException {
        List<NamedArray> arrays = new ArrayList<>(arrays());
        byte[] bytes = bytes(arrays, Map.of("b", "2", "a", "1"));
        Collections.reverse(arrays);

        assertThat(bytes(arrays, Map.of("a", "1", "b", "2"))).isEqualTo(bytes);
        String header = "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\"},"
                + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[8,16]},"
                + "\"z\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[16,28]}}";
        int padded = (header.length() + 7) / 8 * 8;
        ByteBuffer expected = ByteBuffer.allocate(8 + padded + 28).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded).put((header + " ".repeat(padded - header.length())).getBytes(StandardCharsets.UTF_8));
        expected.putLong(7).putFloat(1).putFloat(2).putFloat(3).putFloat(4).putFloat(5);
        assertThat(bytes).isEqualTo(expected.array());
    }

    @Test
    void nothingAtAllIsAFileToo() throws IOException {
        Path file = folder.resolve("empty");
        SafetensorsWriter.write(file, List.of(), Map.of());

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).isEmpty();
            assertThat(read.metadata()).isEmpty();
        }
    }

    @Test
    void readsTheOtherTypes() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(8 + 4 + 2).order(ByteOrder.LITTLE_ENDIAN);
        data.putDouble(Math.PI).putInt(-5).put((byte) 255).put((byte) 1);
        Path file = file(
                "{\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                        + "\"i\":{\"shape\":[],\"data_offsets\":[8,12],\"dtype\":\"I32\"},"
                        + "\"u\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[12,14]}}",
                data.array());

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.doubles("d")).containsExactly(Math.PI);
            assertThat(read.longs("i")).containsExactly(-5);
            assertThat(read.longs("u")).containsExactly(255, 1);
        }
    }

    /** Every half-precision number but NaN, by its definition; and a few of the other kind. */
    @Test
    void halfPrecisionIsReadAsTheFloatsThatItMeans() throws IOException {
        int count = 1 << 16;
        String header = "{\"h\":{\"dtype\":\"F16\",\"shape\":[" + count + "],\"data_offsets\":[0," + 2 * count
                + "]},\"b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[" + 2 * count + "," + (2 * count + 6)
                + "]}}";
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length() + 2 * count + 6).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (int bits = 0; bits < count; bits++) {
            bytes.putShort((short) bits);
        }
        bytes.putShort((short) 0x3f80).putShort((short) 0xc040).putShort((short) 0x7f80);
        Path file = Files.write(folder.resolve("half"), bytes.array());
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            float[] halves = read.floats("h");
            for (int bits = 0; bits < count; bits++) {
                int exponent = bits >> 10 & 31;
                int mantissa = bits & 1023;
                double magnitude = exponent == 31
                        ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : exponent == 0 ? mantissa * 0x1p-24 : (1024 + mantissa) * Math.scalb(1.0, exponent - 25);
                double expected = bits >= 1 << 15 ? -magnitude : magnitude;
                assertThat((double) halves[bits]).isEqualTo(Double.valueOf(expected));
            }
            assertThat(read.floats("b")).containsExactly(1, -3, Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void aWrongTensorIsNamed() throws IOException {
        Path file = folder.resolve("file");
        SafetensorsWriter.write(file, arrays(), Map.of());

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThatIOException()
                    .isThrownBy(() -> read.floats("weight"))
                    .isInstanceOf(FormatException.class)
                    .withMessage(file + ": expected a tensor 'weight', found none of that name among 3");
            assertThatIOException().isThrownBy(() -> read.shape("weight")).isInstanceOf(FormatException.class);
            assertThatIOException()
                    .isThrownBy(() -> read.floats("n"))
                    .isInstanceOf(FormatException.class)
                    .withMessage(file + ": expected tensor 'n' of type F32 or F16 or BF16, found type I64");
            assertThatIOException()
                    .isThrownBy(() -> read.longs("a"))
                    .withMessage(file + ": expected tensor 'a' of type I64 or I32 or U8, found type F32");
        }
    }

    @Test
    void filesThatCannotBeReadSayWhy() throws IOException {
        Path missing = folder.resolve("missing");
        Path below = Files.createFile(folder.resolve("regular")).resolve("file");

        assertThatIOException()
                .isThrownBy(() -> SafetensorsFile.open(missing))
                .withMessage("cannot read " + missing + ": there is no such file");
        assertThatIOException()
                .isThrownBy(() -> SafetensorsFile.open(below))
                .withMessage("cannot read " + below + ": " + below.getParent() + " is a file, expected a folder");
        assertThatIOException()
                .isThrownBy(() -> SafetensorsFile.open(folder))
                .withMessage("cannot read " + folder + ": it is a folder, expected a file");
    }

    @Test
    void aFileCutWhileOpenIsAFormatError() throws IOException {
        Path file = folder.resolve("file");
        SafetensorsWriter.write(file, arrays(), Map.of());
        byte[] bytes = Files.readAllBytes(file);

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
            assertThatIOException()
                    .isThrownBy(() -> read.floats("z"))
                    .isInstanceOf(FormatException.class)
                    .withMessage(
                            file + ": expected at least " + bytes.length + " bytes, found only " + (bytes.length - 1));
        }
    }

    @Test
    void aFullDiskLeavesTheOldCheckpoint() throws IOException {
        Path file = folder.resolve("file");
        SafetensorsWriter.write(file, arrays(), Map.of("step", "1"));
        byte[] old = Files.readAllBytes(file);

        for (int room = 0; room < old.length; room += 5) {
            int bytes = room;
            assertThatIOException()
                    .isThrownBy(() -> AtomicFile.write(
                            file,
                            channel -> SafetensorsWriter.writeTo(
                                    new AtomicFileTest.FullDisk(channel, bytes), arrays(), Map.of("step", "2"))))
                    .withMessage("cannot write " + file + ": No space left on device");
            assertThat(file).hasBinaryContent(old);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void refusesToWriteNonsense() {
        Path file = folder.resolve("file");
        NamedArray array = new NamedArray.Floats("a", Shape.of(), new float[1]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(file, List.of(array, array), Map.of()))
                .withMessageStartingWith("safetensors: the name a is used twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(
                        file, List.of(new NamedArray.Longs("__metadata__", Shape.of(), new long[1])), Map.of()))
                .withMessageContaining("__metadata__");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(file, List.of(array), Map.of("k", "\ud800")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NamedArray.Floats("a", Shape.of(2, 3), new float[5]))
                .withMessage("named array a: shape (2, 3) has 6 elements, found 5 values");
        assertThat(folder).isEmptyDirectory();
    }

    private static List<NamedArray> arrays() {
        return List.of(
                new NamedArray.Floats("z", Shape.of(3), new float[] {3, 4, 5}),
                new NamedArray.Longs("n", Shape.of(), new long[] {7}),
                new NamedArray.Floats("a", Shape.of(2, 1), new float[] {1, 2}));
    }

    private static byte[] bytes(List<NamedArray> arrays, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SafetensorsWriter.writeTo(Channels.newChannel(bytes), arrays, metadata);
        return bytes.toByteArray();
    }

    private Path file(String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text).put(data);
        return Files.write(folder.resolve("handmade"), bytes.array());
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
