package doublewin.dwq.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers that the official code produced for one case, and the comparisons with them: each is printed, so that a table
 * of maxima can be made from a test's output, and {@link #verify} fails if any was out of its bound.
 */
public final class GoldenFile implements AutoCloseable {
    private final String name;
    private final SafetensorsFile file;
    private final List<String> misses = new ArrayList<>();
    private int comparisons;

    private GoldenFile(String name, SafetensorsFile file) {
        this.name = name;
        this.file = file;
    }

    /**
     * Opens {@code name.safetensors} in the folder that -Ddoublewin.golden names; skips the test where none is named.
     *
     * @param numerics by which the figures to be compared are computed, for what is printed
     */
    public static GoldenFile open(String name, Numerics numerics) throws IOException {
        String folder = System.getProperty("doublewin.golden");
        assumeTrue(folder != null, "no golden numbers: set -Ddoublewin.golden=DIR");
        Path path = Path.of(folder, name + ".safetensors");
        return new GoldenFile(name + " " + numerics, SafetensorsFile.open(path));
    }

    /** A value of the file's metadata. */
    public String metadata(String key) {
        assertThat(file.metadata()).containsKey(key);
        return file.metadata().get(key);
    }

    public boolean has(String tensor) {
        return file.names().contains(tensor);
    }

    public float[] floats(String tensor) throws IOException {
        return file.floats(tensor);
    }

    public float scalar(String tensor) throws IOException {
        float[] values = file.floats(tensor);
        assertThat(values).hasSize(1);
        return values[0];
    }

    public int[] labels(String tensor) throws IOException {
        return Arrays.stream(file.longs(tensor)).mapToInt(Math::toIntExact).toArray();
    }

    /** A tensor as it is stored. */
    public Tensor tensor(String tensor) throws IOException {
        return Tensor.of(file.shape(tensor), file.floats(tensor));
    }

    /** A tensor of images or feature maps (N, C, H, W), in lane format. */
    public Tensor batch(String tensor) throws IOException {
        Shape shape = file.shape(tensor);
        Tensor lanes = Tensor.zeros(Shape.lanes(shape.dim(0), shape.dim(2), shape.dim(3), shape.dim(1)));
        LaneFormat.pack(file.floats(tensor), lanes);
        return lanes;
    }

    /** All tensors whose names start with the prefix, by the rest of the name. */
    public Map<String, Tensor> tensors(String prefix) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String tensor : file.names()) {
            if (tensor.startsWith(prefix)) {
                tensors.put(tensor.substring(prefix.length()), tensor(tensor));
            }
        }
        return tensors;
    }

    /** The precisions N of all tensors {@code prefixN suffix}, rising. */
    public List<Precision> precisions(String prefix, String suffix) {
        Pattern pattern = Pattern.compile(Pattern.quote(prefix) + "(\\d+)" + Pattern.quote(suffix));
        TreeSet<Precision> precisions = new TreeSet<>();
        for (String tensor : file.names()) {
            Matcher matcher = pattern.matcher(tensor);
            if (matcher.matches()) {
                precisions.add(new Precision(Integer.parseInt(matcher.group(1))));
            }
        }
        assertThat(precisions).as("tensors named " + prefix + "N" + suffix).isNotEmpty();
        return List.copyOf(precisions);
    }

    /** Compares a largest difference with its bound. */
    public void atMost(String quantity, double seen, double bound) {
        report(quantity, "max", seen, bound, seen <= bound);
    }

    /** Compares a smallest agreement with its bound. */
    public void atLeast(String quantity, double seen, double bound) {
        report(quantity, "min", seen, bound, seen >= bound);
    }

    private void report(String quantity, String which, double seen, double bound, boolean holds) {
        String line = String.format(
                Locale.ROOT, "golden: %s %s %s %s bound %s", name, quantity, which, number(seen), number(bound));
        System.out.println(line);
        comparisons++;
        if (!holds) {
            misses.add(line);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    /** Prints something that has no bound. */
    public void tell(String quantity, String finding) {
        System.out.println("golden: " + name + " " + quantity + " " + finding);
    }

    /** Fails if a comparison was out of bounds or if there was none. */
    public void verify() {
        assertThat(misses).as("out of bounds").isEmpty();
        assertThat(comparisons).as("comparisons").isPositive();
        System.out.println("golden comparisons: " + comparisons + " with " + name);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
