package doublewin.experiments.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A table of outcomes that is made up, in place of one that attacks would fill. */
final class RandomOutcomes {
    private static final int PREFIX = 16;
    private static final int DIGEST = 32;
    private static final int FINDINGS = 3;
    private static final double RIGHT_CLEAN = 0.9;
    private static final double RIGHT_ATTACKED = 0.6;
    private static final double STRANGE = 0.1;

    private RandomOutcomes() {}

    /** Fills a table that was begun: all images done, right and wrong by chance. */
    static void fill(Path file, int seed) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(PREFIX - Integer.BYTES);
        JsonNode told = new JsonMapper().readTree(new String(bytes, PREFIX, header, StandardCharsets.UTF_8));
        int images = told.get("images").asInt();
        int length = (images + 7) / 8;
        int planes = FINDINGS
                + told.get("precisions").size()
                + (told.path("ensemble").asBoolean(false) ? 1 : 0);
        SplittableRandom random = new SplittableRandom(seed);
        int end = bytes.length - DIGEST;
        for (int at = PREFIX + header, plane = 0; at < end; at += length, plane++) {
            Arrays.fill(bytes, at, at + length, (byte) 0);
            double share = share(plane / planes, plane % planes);
            for (int image = 0; image < images; image++) {
                bytes[at + image / 8] |= (byte) ((random.nextDouble() < share ? 1 : 0) << image % 8);
            }
        }
        System.arraycopy(sha256(Arrays.copyOf(bytes, end)), 0, bytes, end, DIGEST);
        Files.write(file, bytes);
    }

    /** How many bits of a plane are set: done, vanished, not finite, then right. */
    private static double share(int candidate, int plane) {
        if (plane == 0) {
            return 1;
        }
        if (plane < FINDINGS) {
            return candidate == 0 ? 0 : STRANGE;
        }
        return candidate == 0 ? RIGHT_CLEAN : RIGHT_ATTACKED;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
