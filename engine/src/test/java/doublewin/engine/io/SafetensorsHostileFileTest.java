package doublewin.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the bytes, only a FormatException with a clear message comes out. */
class SafetensorsHostileFileTest {
    private static final int DATA_BYTES = 16;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Offsets, with T for {"dtype":"F32","shape":[2],"data_offsets":
                "{'a':T[0,8]},'b':T[8,16]}} | opens",
                "{'b':T[8,16]},'a':T[0,8]}} | opens",
                "{'a':T[0,8]},'b':T[4,12]}} | data from byte 8 on in tensor 'b', found an overlap with the one before",
                "{'a':T[0,8]},'b':T[0,8]}} | data from byte 8 on in tensor 'b', found an overlap",
                "{'a':T[8,16]}} | data from byte 0 on in tensor 'a', found a gap at byte 8",
                "{'a':T[0,8]}} | 8 bytes of data, found 16 (something follows)",
                "{'a':T[0,8]},'b':T[8,16]},'c':T[16,24]}} | 24 bytes of data, found 16 (truncated)",
                "{'a':T[8,0]}} | two rising data_offsets in tensor 'a', found [8, 0]",
                "{'a':T[0,8,16]}} | two rising data_offsets",
                "{'a':T[]}} | two rising data_offsets",
                "{'a':T[0,16]}} | 8 bytes for F32 of shape (2) in tensor 'a', found data_offsets [0, 16]",
                "{'a':T[-8,0]}} | an integer of at least 0",
                "{'a':T[0.0,8]}} | an integer of at least 0",
                "{'a':T[9223372036854775800,9223372036854775807]}} | 8 bytes for F32",
                "{'a':T[0,99999999999999999999]}} | an integer below 2^63",
                // Shapes
                "{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}} | dimensions of at least 1",
                "{'a':{'dtype':'F32','shape':[4294967297],'data_offsets':[0,4]}} | fewer than 2^31 elements",
                "{'a':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,0]}} | found [65536, 65536]",
                "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,1],'data_offsets':[0,4]}} | at most 8 dimensions",
                "{'a':{'dtype':'F32','shape':4,'data_offsets':[0,16]}} | an array",
                // Fields
                "{'a':{'dtype':'F8_E4M3','shape':[16],'data_offsets':[0,16]}} | [F64, F32, F16, BF16, I64, I32, U8] in tensor 'a'",
                "{'a':{'dtype':'F32','shape':[4]}} | dtype, shape and data_offsets in tensor 'a', found fewer fields",
                "{'a':{'dtype':'F32','shape':[4],'x':1}} | dtype, shape and data_offsets in tensor 'a', found 'x'",
                "{'a':{'dtype':'F32','dtype':'F32','shape':[4],'data_offsets':[0,16]}} | found 'dtype' twice",
                "{'a':{'dtype':1}} | a string",
                "{'a':[]} | an object",
                // Names and metadata
                "{'a':T[0,8]},'a':T[8,16]}} | every name once, found 'a' twice",
                "{'a':T[0,8]},'\\u0061':T[8,16]}} | every name once, found 'a' twice",
                "{'__metadata__':{'k':'1','k':'2'}} | every name once, found 'k' twice",
                "{'__metadata__':{},'__metadata__':{}} | every name once, found '__metadata__' twice",
                "{'__metadata__':{'k':1}} | a string",
                "{'__metadata__':null} | an object",
                // Not the JSON that is expected
                "[] | an object",
                "{ | a string at character 1",
                "{} x | nothing after the closing '}'",
                "{'a':T[0,8]},} | a string",
                "{'a':T[0,16 | ',' or ']'",
            })
    void saysWhatIsWrong(String header, String expected) throws IOException {
        String json = header.replace("T", "{'dtype':'F32','shape':[2],'data_offsets':")
                .replace('\'', '"');
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        Path file = file(text.length, text, DATA_BYTES);
        if (expected.equals("opens")) {
            SafetensorsFile.open(file).close();
            return;
        }

        assertThatIOException()
                .isThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(FormatException.class)
                .withMessageStartingWith(file + ": expected ")
                .withMessageContaining(expected);
    }

    @Test
    void refusesImpossibleHeaderSizes() throws IOException {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        for (long size : new long[] {3, 100, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            Path file = file(size, text, 0);
            assertThatIOException()
                    .isThrownBy(() -> SafetensorsFile.open(file))
                    .isInstanceOf(FormatException.class)
                    .withMessage(file + ": expected a safetensors header of at most 2 bytes in a file of 10, found a"
                            + " header size of " + Long.toUnsignedString(size) + " (truncated, or another format)");
        }
    }

    @Test
    void refusesAHugeHeaderEvenIfTheFileHasIt() throws IOException {
        Path file = file(1L << 33, new byte[0], 0);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(8 + (1L << 33));
        }
        assertThatIOException()
                .isThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(FormatException.class)
                .withMessageContaining("at most 4194304 bytes");
    }

    @Test
    void deepNestingAndLongNamesDoNoHarm() throws IOException {
        for (String piece : new String[] {"[", "{", "{\"a\":", "\"", "{\"a\":{\"shape\":[1,", "\\"}) {
            byte[] text = ("{\"a\":" + piece.repeat(200_000)).getBytes(StandardCharsets.UTF_8);
            Path file = file(text.length, text, 0);
            assertThatIOException()
                    .isThrownBy(() -> SafetensorsFile.open(file))
                    .isInstanceOf(FormatException.class)
                    .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(500));
        }
        byte[] text = ("{\"" + "n".repeat(100_000) + "\":{\"dtype\":\"X\"}}").getBytes(StandardCharsets.UTF_8);
        Path file = file(text.length, text, 0);
        assertThatIOException()
                .isThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(FormatException.class)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(500));
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws IOException {
        Path file = file(4, new byte[] {'{', '"', (byte) 0xC3, '"'}, 0);
        assertThatIOException()
                .isThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(FormatException.class)
                .withMessage(file + ": expected a header in UTF-8, found bytes that are not");
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        byte[] bytes = valid();
        for (int length = 0; length < bytes.length; length++) {
            Path file = Files.write(folder.resolve("cut" + length), Arrays.copyOf(bytes, length));
            assertThatIOException().isThrownBy(() -> SafetensorsFile.open(file)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void mutatedFilesGiveFormatErrorsOnly() throws IOException {
        byte[] valid = valid();
        byte[] interesting = "{}[]\",:\\0123456789eE+-. tnfu".getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        int opened = 0;
        for (int round = 0; round < 4000; round++) {
            RandomStream random =
                    new RandomStream(RandomKey.of(11, Purpose.EMBEDDED_DATA).withStep(round));
            byte[] bytes = valid.clone();
            for (int edits = 1 + random.below(3); edits > 0; edits--) {
                bytes = mutate(bytes, random, interesting);
            }
            Path file = Files.write(folder.resolve("mutant" + round), bytes);
            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                for (String name : read.names()) {
                    readAll(read, name);
                }
                opened++;
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith(file + ": expected ").hasMessageContaining(", found ");
                refused++;
            }
            Files.delete(file);
        }
        // Changes in names, metadata or values go unnoticed; most others must not.
        assertThat(refused).isGreaterThan(2000);
        assertThat(opened).isGreaterThan(100);
        assertThat(refused + opened).isEqualTo(4000);
    }

    /** A byte replaced, removed, inserted or flipped, or a stretch repeated; the header size kept or mended. */
    private static byte[] mutate(byte[] bytes, RandomStream random, byte[] interesting) {
        int place = random.below(bytes.length);
        byte replacement = interesting[random.below(interesting.length)];
        int kind = random.below(5);
        if (kind == 0) {
            bytes[place] = replacement;
            return bytes;
        }
        if (kind == 1) {
            bytes[place] ^= (byte) (1 << random.below(8));
            return bytes;
        }
        int removed = kind == 2 ? 1 : 0;
        int from = random.below(bytes.length);
        byte[] inserted = kind == 3
                ? new byte[] {replacement}
                : kind == 4 ? Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 40)) : new byte[0];
        ByteBuffer result = ByteBuffer.allocate(bytes.length - removed + inserted.length);
        result.put(bytes, 0, place).put(inserted).put(bytes, place + removed, bytes.length - place - removed);
        byte[] mutant = result.array();
        if (mutant.length > 8 && place >= 8 && random.below(4) > 0) {
            ByteBuffer size = ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN);
            size.putLong(0, size.getLong(0) + inserted.length - removed);
        }
        return mutant;
    }

    private static void readAll(SafetensorsFile read, String name) throws IOException {
        switch (read.type(name)) {
            case F32 -> assertThat(read.floats(name)).hasSize(read.shape(name).elements());
            case F64 -> assertThat(read.doubles(name)).hasSize(read.shape(name).elements());
            default -> assertThat(read.longs(name)).hasSize(read.shape(name).elements());
        }
    }

    private byte[] valid() throws IOException {
        Path file = folder.resolve("valid");
        SafetensorsWriter.write(
                file,
                List.of(
                        new NamedArray.Floats("conv.weight", Shape.of(2, 1, 1, 1), new float[2]),
                        new NamedArray.Floats("bn.0.weight", Shape.of(1), new float[1]),
                        new NamedArray.Longs("n", Shape.of(), new long[1])),
                Map.of("depth", "16"));
        return Files.readAllBytes(file);
    }

    private Path file(long size, byte[] header, int dataBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(size).put(header);
        return Files.write(folder.resolve("hostile"), bytes.array());
    }
}
