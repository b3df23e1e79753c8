package doublewin.experiments.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A data set and where it came from.
 *
 * @param source the absolute path of a folder or archive, or the name of a set that is not read
 * @param images its first images
 */
public record OpenedData(String source, DataSet images) {

    /**
     * Opens a data set.
     *
     * @param location folder or archive of a set that is read; of another, ignored
     * @throws IOException if images are missing, damaged or fewer than asked for; the message is for the user
     */
    public static OpenedData open(DataSetSpec spec, Path location, int trainImages, int testImages) throws IOException {
        Path path = archiveIn(location);
        String source = spec.isRead() ? path.toAbsolutePath().normalize().toString() : spec.name();
        return new OpenedData(source, spec.open(path, trainImages, testImages));
    }

    /**
     * Fails unless the images are those that were published.
     *
     * @throws IOException that says which are not; the message is for the user
     */
    public void requirePublished() throws IOException {
        List<String> differences = images.differences();
        if (!differences.isEmpty()) {
            throw new IOException(source + ": " + String.join("; ", differences)
                    + "; expected the published files; get them by \"doublewin data\", or train on these all the same by"
                    + " --other-images");
        }
    }

    /** The archive, where a download put it into the folder and nobody unpacked it; else the path itself. */
    public static Path archiveIn(Path path) {
        Path archive = path.resolve(Cifar10.ARCHIVE);
        boolean packed = Files.isRegularFile(archive)
                && !Files.exists(path.resolve("cifar-10-batches-bin"))
                && !Files.exists(path.resolve("test_batch.bin"));
        return packed ? archive : path;
    }
}
