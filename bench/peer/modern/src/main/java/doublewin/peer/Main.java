package doublewin.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Today's libraries in turns with others, one sample a line: {@code libtorch step.pgd 2} is answered with the seconds of a run. The first
 * line of a work checks its result against PyTorch's own and warms it up.
 *
 * <pre>
 *   java -cp 'target/classes:target/jars/*' doublewin.peer.Main FOLDER THREADS
 * </pre>
 *
 * <p>FOLDER is what export.py wrote.
 */
public final class Main {
    private static final int WARM_UPS = 5;
    private static final long SAMPLE_NANOS = 20_000_000L;

    private Main() {}

    /** Answers until the input ends. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String asked = null;
        Runnable work = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.equals(asked)) {
                asked = line;
                work = make(folder, threads, line.strip().split(" "));
                for (int i = 0; i < WARM_UPS; i++) {
                    work.run();
                }
            }
            System.out.printf(Locale.ROOT, "%.9f%n", seconds(work));
            System.out.flush();
        }
    }

    private static Runnable make(Path folder, int threads, String[] words) throws IOException {
        Exported exported = Exported.read(folder, Integer.parseInt(words[2]));
        return switch (words[0] + " " + words[1]) {
            case "libtorch step.pgd" -> new TorchSteps(exported, threads).pgd();
            case "libtorch step.train" -> new TorchSteps(exported, threads).train();
            case "onnxruntime step.forward" -> new OnnxForward(exported, threads)::run;
            default -> throw new IllegalArgumentException("expected libtorch step.pgd, libtorch step.train or onnxruntime"
                    + " step.forward, found " + String.join(" ", words));
        };
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        int runs = 0;
        while (runs == 0 || System.nanoTime() - start < SAMPLE_NANOS) {
            work.run();
            runs++;
        }
        return (System.nanoTime() - start) / 1e9 / runs;
    }
}
