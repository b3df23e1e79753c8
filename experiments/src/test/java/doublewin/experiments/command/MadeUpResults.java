package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.evaluate.BitPlane;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.Twin;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results of a run that are made up, in place of those that attacks would take their time for: pages do not care who filled the
 * tables.
 */
final class MadeUpResults {
    private static final int PREFIX = 16;
    private static final int DIGEST = 32;
    private static final int FINDINGS = 3;
    private static final double RIGHT_CLEAN = 0.9;
    private static final double RIGHT_ATTACKED = 0.6;
    private static final double STRANGE = 0.1;

    private static final String FLAGS = """
            {
              "weights" : "%s", "testChecksum" : "9a", "numerics" : "direct", "seed" : 1,
              "attack" : "flags", "attackParameters" : { "epsilon" : "8.0" },
              "precisions" : [ 4, 8 ], "images" : 7,
              "audits" : [ {
                "against" : "4 bit", "attack" : "APGD-CE, to the end",
                "flags" : [
                  { "flag" : "gradients", "raised" : false, "title" : "gradients vanish",
                    "figures" : { "vanished" : 0.0, "not finite" : 2.0 }, "meaning" : "the loss is flat" },
                  { "flag" : "epsilon", "raised" : true, "title" : "twice epsilon gains nothing",
                    "figures" : { "at epsilon" : 0.28571, "at twice epsilon" : 0.25 }, "meaning" : "weak" } ]
              }, {
                "against" : "the mixture of 4,8", "attack" : "EOT",
                "flags" : [
                  { "flag" : "effort", "raised" : false, "title" : "more steps gain",
                    "figures" : { "steps" : 400.0 }, "meaning" : "too few steps" },
                  { "flag" : "unstable", "raised" : true, "title" : "two passes differ",
                    "figures" : { "images" : 3.0 }, "meaning" : "the classifier draws" } ]
              } ]
            }
            """;

    private MadeUpResults() {}

    /** Begins a measurement, fills its table by chance, and takes the measurement of it. */
    static void measure(Path run, String table, int seed, String name, String... further) throws IOException {
        List<String> line = new ArrayList<>(List.of(name, "--run", run.toString()));
        line.addAll(List.of(further));
        String[] command = line.toArray(String[]::new);
        assertThat(Shell.stoppingAfter(0).run(command).code()).isEqualTo(130);
        fill(run.resolve(table), seed);
        Shell.Outcome outcome = Shell.USUAL.run(command);
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    /** Four signs of a run whose matrix is there, two of them raised. */
    static void flags(Path run) throws IOException {
        JsonNode matrix = new JsonMapper().readTree(Files.readString(run.resolve("transfer.json")));
        Files.writeString(
                run.resolve("flags.json"), FLAGS.formatted(matrix.get("weights").asString()));
    }

    /** Makes the results of the tier {@code quick} those of a program that knew no twin at full precision. */
    static void forgetTwin(Path run) throws IOException {
        RunFolder old = new RunFolder(run, Disk.FILES);
        OutcomesFile.Stored stored = OutcomesFile.read(old, Part.OUTCOMES_QUICK);
        Outcomes all = stored.outcomes();
        List<Candidate> kept = all.attacked().stream()
                .filter(candidate -> !candidate.against().get(0).isFull())
                .toList();
        assertThat(kept).hasSize(all.attacked().size() - 2);
        OutcomesFile file = OutcomesFile.open(
                old,
                Part.OUTCOMES_QUICK,
                stored.origin(),
                new Outcomes(Columns.of(all.precisions(), Twin.ENSEMBLE), kept, all.images()));
        for (int candidate = 0; candidate <= kept.size(); candidate++) {
            List<BitPlane> planes = file.outcomes().of(candidate).planes();
            for (int plane = 0; plane < planes.size(); plane++) {
                planes.get(plane).copyFrom(all.of(candidate).planes().get(plane).toBytes());
            }
        }
        file.save();
        JsonMapper json = new JsonMapper();
        ObjectNode figures = (ObjectNode) json.readTree(Files.readString(old.file(Part.EVALUATION_QUICK)));
        ((ObjectNode) figures.get("withoutRandomness")).remove("fullPrecision");
        ArrayNode candidates = (ArrayNode) figures.get("candidates");
        candidates.remove(candidates.size() - 1);
        candidates.remove(candidates.size() - 1);
        candidates.forEach(candidate -> ((ObjectNode) candidate).remove("fullPrecisionCorrect"));
        Files.writeString(old.file(Part.EVALUATION_QUICK), json.writeValueAsString(figures));
    }

    /** Fills a table that was begun: all images done, right and wrong by chance. */
    private static void fill(Path file, int seed) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(PREFIX - Integer.BYTES);
        JsonNode told = new JsonMapper().readTree(new String(bytes, PREFIX, header, StandardCharsets.UTF_8));
        int images = told.get("images").asInt();
        int length = (images + 7) / 8;
        int planes = FINDINGS
                + told.get("precisions").size()
                + (told.path("ensemble").asBoolean(false) ? 1 : 0)
                + (told.path("fullPrecision").asBoolean(false) ? 1 : 0);
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
