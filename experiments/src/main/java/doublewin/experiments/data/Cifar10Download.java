package doublewin.experiments.data;

import doublewin.engine.io.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Fetches the archive of CIFAR-10's binary version. What has arrived is kept in a {@code .part} file beside the
 * target, so a download that broke off goes on where it stopped; the target appears only once size and md5 are right.
 *
 * @param source where the archive is
 * @param size its bytes
 * @param md5 its md5, in lower-case hexadecimal
 * @param connection how it is reached
 */
public record Cifar10Download(URI source, long size, String md5, Connection connection) {
    private static final URI OFFICIAL = URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");
    private static final long OFFICIAL_SIZE = 170_052_171L;
    private static final String OFFICIAL_MD5 = "c32a1d4ab5d03f1284b67883e8d87530";

    private static final String FILE = Cifar10.ARCHIVE;
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * The official archive.
     *
     * @param environment whose variables may name a proxy
     * @throws IOException if they do so in a way that is not understood; the message is for the user
     */
    public static Cifar10Download official(Map<String, String> environment) throws IOException {
        return new Cifar10Download(OFFICIAL, OFFICIAL_SIZE, OFFICIAL_MD5, Connection.to(OFFICIAL, environment));
    }

    /** Makes the folder of a download where it is missing; the message of an exception is for the user. */
    public static void prepare(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileProblem.explain("create", folder, e);
        }
    }

    /**
     * Brings the archive into a folder, which is made where it is missing; an archive that is there already is
     * verified.
     *
     * @param progress told the bytes that are there, from 0 to {@link #size}, again and again
     * @return the archive
     * @throws InterruptedIOException if the thread was interrupted; what has arrived is kept
     * @throws IOException if the archive cannot be had; the message is for the user
     */
    public Path into(Path folder, LongConsumer progress) throws IOException {
        prepare(folder);
        Path target = folder.resolve(FILE);
        if (Files.exists(target)) {
            requireOfficial(target);
            progress.accept(size);
            return target;
        }
        Path part = folder.resolve(FILE + ".part");
        if (Files.exists(part) && Files.size(part) > size) {
            Files.delete(part);
        }
        if (!Files.exists(part) || Files.size(part) < size) {
            fetch(part, progress);
        }
        String found = md5(part);
        if (!found.equals(md5)) {
            Files.delete(part);
            throw new IOException("download of " + source + ": md5 is " + found + ", expected " + md5
                    + "; what arrived is damaged and was removed, start the download again");
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        progress.accept(size);
        return target;
    }

    private void requireOfficial(Path target) throws IOException {
        long found = Files.size(target);
        if (found != size) {
            throw new IOException(target + " has " + found + " bytes, expected " + size
                    + "; it is not the complete archive: move it away and start the download again");
        }
        String foundMd5 = md5(target);
        if (!foundMd5.equals(md5)) {
            throw new IOException(target + " has md5 " + foundMd5 + ", expected " + md5
                    + "; it is damaged: move it away and start the download again");
        }
    }

    /** Brings the part file to its full size, or fails and leaves what has arrived. */
    private void fetch(Path part, LongConsumer progress) throws IOException {
        try (HttpClient client = connection.client()) {
            long have = Files.exists(part) ? Files.size(part) : 0;
            HttpResponse<InputStream> response = send(client, have);
            if (response.statusCode() == RANGE_NOT_SATISFIABLE && have > 0) {
                response.body().close();
                have = 0; // What has arrived stays until the archive itself comes in its place.
                response = send(client, have);
            }
            try (InputStream body = response.body();
                    SilenceWatch watch = new SilenceWatch(body, connection.patience())) {
                store(body, watch, part, startOf(response, have), progress);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private HttpResponse<InputStream> send(HttpClient client, long have) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(source).timeout(connection.patience()).GET();
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (IOException e) {
            throw new IOException(
                    "download: no answer from " + source + connection.words() + " (" + e
                            + "); check the connection, or point to a copy of the archive",
                    e);
        }
    }

    /** The byte that the response's body starts with: a server that ignores the range sends everything again. */
    private long startOf(HttpResponse<InputStream> response, long have) throws IOException {
        int status = response.statusCode();
        String length = response.headers().firstValue("Content-Length").orElse("none that it tells");
        String range = response.headers().firstValue("Content-Range").orElse("none");
        if (status == OK && length.equals(Long.toString(size))) {
            return 0;
        }
        if (status == PARTIAL_CONTENT && range.equals("bytes " + have + "-" + (size - 1) + "/" + size)) {
            return have;
        }
        String finding = switch (status) {
            case OK -> " and a length of " + length + ", expected " + size + ": that is not the archive";
            case PARTIAL_CONTENT -> " and range " + range + ", expected the bytes from " + have + " of " + size;
            default -> ", expected " + OK;
        };
        throw new IOException("download of " + source + ": the server" + connection.words() + " answered with status "
                + status + finding + "; try again later, or point to a copy of the archive");
    }

    private void store(InputStream body, SilenceWatch watch, Path part, long start, LongConsumer progress)
            throws IOException {
        long have = start;
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .truncate(start)) {
            file.position(start);
            progress.accept(have);
            byte[] buffer = new byte[BUFFER_BYTES];
            while (have < size) {
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted();
                }
                int count = read(body, watch, buffer, have);
                watch.heard();
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, (int) Math.min(count, size - have));
                have += bytes.remaining();
                write(file, bytes, part);
                progress.accept(have);
            }
            file.force(true);
        }
    }

    private int read(InputStream body, SilenceWatch watch, byte[] buffer, long have) throws IOException {
        String what = "no more bytes";
        IOException cause = null;
        try {
            int count = body.read(buffer);
            if (count >= 0) {
                return count;
            }
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            what = e.toString();
            cause = e;
        }
        if (watch.isSilent()) {
            what = "nothing came for " + connection.patience().toSeconds() + " seconds";
        }
        throw new IOException(
                "download of " + source + " broke off after " + have + " of " + size + " bytes (" + what
                        + "); run it again to go on from there",
                cause);
    }

    private void write(FileChannel file, ByteBuffer bytes, Path part) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException e) {
            throw new IOException(part + " cannot be written: " + e.getMessage() + "; make room, then run it again", e);
        }
    }

    private InterruptedIOException interrupted() {
        return new InterruptedIOException("download of " + source + " was interrupted; run it again to go on");
    }

    private static String md5(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
