package doublewin.experiments.store;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.train.TrainingPosition;
import doublewin.dwq.train.TrainingStep;
import doublewin.engine.io.AtomicFile;
import doublewin.engine.io.FileProblem;
import doublewin.engine.io.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The metrics of a run: a JSON object a line, one for each training step and one for each time weights are judged or looked at. */
public final class Metrics implements AutoCloseable {
    private static final String EPOCH = "epoch";
    private static final String ITERATION = "iteration";
    private static final String ROBUST = "robust";

    private static final String VALIDATION = "validation";

    private final Path file;
    private final FileChannel channel;
    private final int validatedEpochs;

    private Metrics(Path file, FileChannel channel, int validatedEpochs) {
        this.file = file;
        this.channel = channel;
        this.validatedEpochs = validatedEpochs;
    }

    /**
     * A look at the network while it is trained.
     *
     * @param on what the images are: {@code held-out}, {@code test}
     * @param images how many
     * @param precisions that it looked at
     * @param clean [precision] images classified correctly
     * @param robust [precision] images that stay correct under the attack at that precision
     */
    public record ValidationResult(String on, int images, PrecisionSet precisions, int[] clean, int[] robust) {}

    /**
     * Opens the metrics of a run that stands somewhere: lines of what comes after that are cut, new ones appended.
     *
     * @param steps of training that come before
     * @throws IOException if a line of what comes before is damaged, or the file can't be read or written; the message is
     *     for the user
     */
    public static Metrics open(RunFolder run, TrainingState state, int steps) throws IOException {
        Path file = run.file(RunFolder.Part.METRICS);
        int validated = Files.exists(file) ? cut(run, file, state, steps) : 0;
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            // Else a power cut could leave the first checkpoint, and no file with the lines before it.
            AtomicFile.forceFolder(run.path());
            return new Metrics(file, channel, validated);
        } catch (IOException e) {
            throw FileProblem.explain("write", file, e);
        }
    }

    /** Lines of a run, oldest first; none where it has no metrics. A line torn by a crash is passed over. */
    public static List<JsonNode> read(RunFolder run) throws IOException {
        Path file = run.file(RunFolder.Part.METRICS);
        List<JsonNode> lines = new ArrayList<>();
        if (Files.exists(file)) {
            String text = new String(run.read(RunFolder.Part.METRICS), StandardCharsets.UTF_8);
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                lines.add(Json.parse(file, line));
            }
        }
        return lines;
    }

    /** Cuts lines of what comes after a state, and tells after how many epochs those that stay tell of a validation. */
    private static int cut(RunFolder run, Path file, TrainingState state, int steps) throws IOException {
        byte[] found = run.read(RunFolder.Part.METRICS);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(found.length);
        int stepsKept = 0;
        int judgementsKept = 0;
        int validated = 0;
        int start = 0;
        // A line without its end was torn by a crash; the steps that it and its successors tell of are done again.
        for (int end = afterLine(found, start); end > start; end = afterLine(found, start)) {
            JsonNode tree;
            try {
                tree = Json.parse(file, decode(file, found, start, end));
            } catch (FormatException damaged) {
                if (stepsKept < steps || judgementsKept < state.judgedEpochs()) {
                    throw damaged;
                }
                break; // Nobody forced what comes after the state: a power loss may have left anything of it.
            }
            if (isBefore(tree, state)) {
                kept.write(found, start, end - start);
                if (tree.has(VALIDATION)) {
                    validated = tree.path(EPOCH).asInt() + 1;
                } else if (tree.has(ROBUST)) {
                    judgementsKept++;
                } else {
                    stepsKept++;
                }
            }
            start = end;
        }
        if (kept.size() < found.length) {
            run.write(RunFolder.Part.METRICS, kept.toByteArray());
        }
        return validated;
    }

    /** Where the line ends that begins somewhere, its end included; there, if it has none. */
    private static int afterLine(byte[] text, int start) {
        for (int i = start; i < text.length; i++) {
            if (text[i] == '\n') {
                return i + 1;
            }
        }
        return start;
    }

    private static String decode(Path file, byte[] text, int start, int end) throws FormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(file, "a line in UTF-8", "other bytes");
        }
    }

    private static boolean isBefore(JsonNode line, TrainingState state) {
        TrainingPosition position = state.position();
        int epoch = line.path(EPOCH).asInt(Integer.MAX_VALUE);
        if (line.has(VALIDATION)) {
            return epoch < position.epoch();
        }
        if (line.has(ROBUST)) {
            return epoch < state.judgedEpochs();
        }
        int iteration = line.path(ITERATION).asInt(Integer.MAX_VALUE);
        return epoch < position.epoch() || epoch == position.epoch() && iteration < position.iteration();
    }

    /** Appends a training step. */
    public void add(TrainingStep step) throws IOException {
        append(tree(step));
    }

    /** The line of a training step, without its end. */
    public static String line(TrainingStep step) {
        return Json.line(tree(step));
    }

    /** The lines of a run's training steps, oldest first, without their ends. */
    public static List<String> stepsOf(RunFolder run) throws IOException {
        return read(run).stream()
                .filter(line -> line.has(ITERATION))
                .map(Json::line)
                .toList();
    }

    private static ObjectNode tree(TrainingStep step) {
        ObjectNode line = Json.object();
        line.put(EPOCH, step.epoch()).put(ITERATION, step.iteration());
        line.put("precision", step.precision().bits());
        line.put("learningRate", step.learningRate()).put("loss", step.loss());
        line.put("correct", step.correct()).put("images", step.images());
        if (step.vanished() > 0) {
            line.put("vanishedGradients", step.vanished());
        }
        return line;
    }

    /** Appends how robust the weights are after an epoch: images that PGD does not turn, of so many. */
    public void addJudgement(int epoch, int robust, int images) throws IOException {
        append(Json.object().put(EPOCH, epoch).put(ROBUST, robust).put("images", images));
    }

    /** After how many epochs the last validation was that the file told of when it was opened; 0 if it told of none. */
    public int validatedEpochs() {
        return validatedEpochs;
    }

    /** Appends a validation after an epoch. */
    public void addValidation(int epoch, ValidationResult result) throws IOException {
        ObjectNode line = Json.object().put(EPOCH, epoch).put(VALIDATION, result.on());
        line.set("precisions", Json.tree(TransferFiles.bits(result.precisions())));
        line.set("clean", Json.tree(result.clean()));
        line.set(ROBUST, Json.tree(result.robust()));
        append(line.put("images", result.images()));
    }

    private void append(ObjectNode line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(Json.line(line) + "\n");
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw FileProblem.explain("write", file, e);
        }
    }

    /** Brings all lines to the disk, so that a checkpoint never knows of steps that the metrics lack. */
    public void force() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw FileProblem.explain("write", file, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
