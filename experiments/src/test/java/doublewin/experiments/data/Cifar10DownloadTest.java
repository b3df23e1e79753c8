package doublewin.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server of our own on the loopback interface. */
class Cifar10DownloadTest {

    private static final int SIZE = 200_000;

    /** What the server does with a request. */
    private enum Manner {
        PROPER,
        IGNORES_RANGE,
        REFUSES_RANGE,
        REFUSES_RANGE_AND_ALL,
        BREAKS_OFF,
        NOT_FOUND,
        WRONG_RANGE,
        ANOTHER_PAGE,
        FALLS_SILENT
    }

    @TempDir
    private Path folder;

    private final byte[] archive = new byte[SIZE];
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final CountDownLatch silence = new CountDownLatch(1);
    private HttpServer server;
    private volatile Manner manner = Manner.PROPER;
    private Cifar10Download download;
    private Path target;
    private Path part;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < SIZE; i++) {
            archive[i] = (byte) (i * 7 + i / 255);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/archive", this::answer);
        server.start();
        URI source = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/archive");
        String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(archive));
        download = new Cifar10Download(source, SIZE, md5, direct(Duration.ofSeconds(30)));
        target = folder.resolve("cifar-10-binary.tar.gz");
        part = folder.resolve("cifar-10-binary.tar.gz.part");
    }

    private static Connection direct(Duration patience) {
        return new Connection(Optional.empty(), patience);
    }

    @AfterEach
    void stop() {
        silence.countDown();
        server.stop(0);
    }

    @Test
    void bringsTheArchiveAndTellsItsProgress() throws IOException {
        List<Long> progress = new ArrayList<>();
        Path into = folder.resolve("new").resolve("folder");
        Path found = download.into(into, progress::add);
        assertThat(found).isEqualTo(into.resolve("cifar-10-binary.tar.gz")).hasBinaryContent(archive);
        assertThat(into.resolve("cifar-10-binary.tar.gz.part")).doesNotExist();
        assertThat(progress).isSorted().startsWith(0L).endsWith((long) SIZE);
        assertThat(ranges).containsExactly("none");
    }

    @Test
    void doesNotFetchWhatIsThere() throws IOException {
        Files.write(target, archive);
        assertThat(download.into(folder, bytes -> {})).isEqualTo(target);
        assertThat(ranges).isEmpty();
    }

    @Test
    void goesOnAfterABreak() throws IOException {
        manner = Manner.BREAKS_OFF;
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("download of " + download.source() + " broke off after ")
                .hasMessageContaining(" of 200000 bytes (")
                .hasMessageEndingWith("; run it again to go on from there");
        assertThat(target).doesNotExist();
        long have = Files.size(part);
        assertThat(have).isPositive().isLessThan(SIZE);
        manner = Manner.PROPER;
        List<Long> progress = new ArrayList<>();
        assertThat(download.into(folder, progress::add)).hasBinaryContent(archive);
        assertThat(progress).startsWith(have);
        assertThat(ranges).containsExactly("none", "bytes=" + have + "-");
    }

    @Test
    void startsAgainWhereTheServerKnowsNoRanges() throws IOException {
        for (Manner stubborn : List.of(Manner.IGNORES_RANGE, Manner.REFUSES_RANGE)) {
            Files.deleteIfExists(target);
            Files.write(part, new byte[1000]);
            manner = stubborn;
            assertThat(download.into(folder, bytes -> {})).hasBinaryContent(archive);
        }
        assertThat(ranges).containsExactly("bytes=1000-", "bytes=1000-", "none");
    }

    @Test
    void verifiesACompletePartWithoutFetching() throws IOException {
        Files.write(part, archive);
        assertThat(download.into(folder, bytes -> {})).hasBinaryContent(archive);
        assertThat(ranges).isEmpty();
    }

    @Test
    void removesAPartOfTheWrongContent() throws IOException {
        Files.write(part, new byte[1000]);
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected " + download.md5())
                .hasMessageEndingWith("; what arrived is damaged and was removed, start the download again");
        assertThat(part).doesNotExist();
        assertThat(target).doesNotExist();
        Files.write(part, new byte[SIZE + 1]);
        assertThat(download.into(folder, bytes -> {})).hasBinaryContent(archive);
    }

    @Test
    void refusesAnotherFileUnderItsNameAndLeavesIt() throws IOException {
        Files.write(target, new byte[10]);
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(target + " has 10 bytes, expected 200000");
        Files.write(target, new byte[SIZE]);
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(target + " has md5 ");
        assertThat(target).hasBinaryContent(new byte[SIZE]);
    }

    @Test
    void tellsOfAServerThatWillNot() throws IOException {
        manner = Manner.NOT_FOUND;
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered with status 404, expected 200");
        manner = Manner.WRONG_RANGE;
        Files.write(part, new byte[1000]);
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected the bytes from 1000");
        assertThat(part).hasSize(1000);
        server.stop(0);
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("download: no answer from " + download.source());
    }

    /** Such as that of a hotel's network, which asks for a room number. */
    @Test
    void anotherPageDoesNotTouchWhatHasArrived() throws IOException {
        manner = Manner.ANOTHER_PAGE;
        Files.write(part, new byte[1000]);
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("status 200 and a length of 5, expected 200000: that is not the archive");
        assertThat(part).hasSize(1000);
        assertThat(target).doesNotExist();
    }

    /** As one that is being repaired may: what has arrived is given up for the archive, and for nothing else. */
    @Test
    void norDoesAServerThatRefusesTheRestAndThenAll() throws IOException {
        manner = Manner.REFUSES_RANGE_AND_ALL;
        byte[] arrived = Arrays.copyOf(archive, 1000);
        Files.write(part, arrived);
        assertThatThrownBy(() -> download.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered with status 404, expected 200");
        assertThat(ranges).containsExactly("bytes=1000-", "none");
        assertThat(part).hasBinaryContent(arrived);
        assertThat(target).doesNotExist();
    }

    @Test
    void aServerThatFallsSilentIsNotWaitedForForEver() throws IOException {
        manner = Manner.FALLS_SILENT;
        Cifar10Download impatient =
                new Cifar10Download(download.source(), SIZE, download.md5(), direct(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> impatient.into(folder, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke off after ")
                .hasMessageContaining("(nothing came for 1 seconds); run it again");
        long have = Files.size(part);
        assertThat(have).isPositive().isLessThan(SIZE);
        silence.countDown();
        manner = Manner.PROPER;
        assertThat(impatient.into(folder, bytes -> {})).hasBinaryContent(archive);
    }

    /** The server plays the proxy: it is asked for a host that does not exist. */
    @Test
    void aProxyIsAskedWhereTheEnvironmentNamesOne() throws IOException {
        URI elsewhere = URI.create("http://archive.invalid/archive");
        String proxy = "127.0.0.1:" + server.getAddress().getPort();
        Connection connection = Connection.to(elsewhere, Map.of("http_proxy", "http://" + proxy));
        Cifar10Download through = new Cifar10Download(elsewhere, SIZE, download.md5(), connection);
        assertThat(through.into(folder, bytes -> {})).hasBinaryContent(archive);
        Files.delete(target);
        manner = Manner.NOT_FOUND;
        assertThatThrownBy(() -> through.into(folder, bytes -> {}))
                .hasMessageContaining("the server by the proxy " + proxy + " answered with status 404");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https_proxy=http://a:1 | a:1",
                "HTTPS_PROXY=a:1 | a:1",
                "all_proxy=a:1 | a:1",
                "http_proxy=a:1 | none",
                "https_proxy=b:2 all_proxy=a:1 | b:2",
                "https_proxy=a:1 no_proxy=example.org,cs.test | none",
                "https_proxy=a:1 no_proxy=.test | none",
                "https_proxy=a:1 NO_PROXY=* | none",
                "https_proxy=a:1 no_proxy=s.test | a:1",
            })
    void variablesNameProxies(String variables, String proxy) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        for (String variable : variables.split(" ")) {
            environment.put(
                    variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
        Connection connection = Connection.to(URI.create("https://www.cs.test/a"), environment);
        assertThat(connection.proxy().map(Object::toString).orElse("none")).isEqualTo(proxy);
    }

    @Test
    void proxiesThatAreNotUnderstoodAreToldOf() {
        for (String value : List.of("a", "socks5://a:1", "http://me:secret@a:1", "http://a:99999", "http://a b:1")) {
            assertThatThrownBy(() -> Connection.to(URI.create("https://b"), Map.of("https_proxy", value)))
                    .as(value)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the variable https_proxy names a proxy: expected it as http://HOST:PORT");
        }
    }

    @Test
    void tellsOfAFolderThatCannotBe() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "kept");
        assertThatThrownBy(() -> download.into(file.resolve("below"), bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot create " + file.resolve("below") + ": " + file + " is a file, expected a folder");
        assertThat(file).hasContent("kept");
    }

    @Test
    void keepsWhatArrivedWhenInterrupted() {
        assertThatThrownBy(() -> download.into(folder, bytes -> {
                    if (bytes > 0) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageEndingWith("was interrupted; run it again to go on");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(part).exists();
        assertThat(target).doesNotExist();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "none" : range);
            if (manner == Manner.NOT_FOUND || manner == Manner.REFUSES_RANGE_AND_ALL && range == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (manner == Manner.ANOTHER_PAGE) {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("Room?".getBytes(StandardCharsets.US_ASCII));
            } else if (manner == Manner.FALLS_SILENT) {
                exchange.sendResponseHeaders(200, SIZE);
                exchange.getResponseBody().write(archive, 0, SIZE / 2);
                exchange.getResponseBody().flush();
                silence.await(1, TimeUnit.MINUTES);
            } else if (range == null || manner == Manner.IGNORES_RANGE) {
                exchange.sendResponseHeaders(200, SIZE);
                int length = manner == Manner.BREAKS_OFF ? SIZE / 2 : SIZE;
                exchange.getResponseBody().write(archive, 0, length);
                exchange.getResponseBody().flush();
            } else if (manner == Manner.REFUSES_RANGE || manner == Manner.REFUSES_RANGE_AND_ALL) {
                exchange.sendResponseHeaders(416, -1);
            } else {
                int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
                int said = manner == Manner.WRONG_RANGE ? from + 1 : from;
                exchange.getResponseHeaders().add("Content-Range", "bytes " + said + "-" + (SIZE - 1) + "/" + SIZE);
                byte[] rest = Arrays.copyOfRange(archive, from, SIZE);
                exchange.sendResponseHeaders(206, rest.length);
                exchange.getResponseBody().write(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
