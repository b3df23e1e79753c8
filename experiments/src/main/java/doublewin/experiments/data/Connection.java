package doublewin.experiments.data;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a server is reached.
 *
 * @param proxy in between, if there is one
 * @param patience how long it may be silent
 */
record Connection(Optional<Proxy> proxy, Duration patience) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGEST_PORT = 65_535;

    /** Host and port of a proxy. */
    record Proxy(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * As the usual variables tell: {@code https_proxy} or {@code http_proxy}, else {@code all_proxy}, unless
     * {@code no_proxy} names the server; each in upper case, too.
     *
     * @throws IOException if one of them is not understood; the message is for the user
     */
    static Connection to(URI server, Map<String, String> environment) throws IOException {
        if (isDirect(server.getHost(), environment)) {
            return new Connection(Optional.empty(), PATIENCE);
        }
        for (String name : List.of(server.getScheme() + "_proxy", "all_proxy")) {
            for (String written : List.of(name, name.toUpperCase(Locale.ROOT))) {
                String value = environment.getOrDefault(written, "").strip();
                if (!value.isEmpty()) {
                    return new Connection(Optional.of(proxy(written, value)), PATIENCE);
                }
            }
        }
        return new Connection(Optional.empty(), PATIENCE);
    }

    private static boolean isDirect(String host, Map<String, String> environment) {
        String names = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
        return Arrays.stream(names.split(","))
                .map(name -> name.strip().replaceFirst("^\\*?\\.", ""))
                .filter(name -> !name.isEmpty())
                .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    }

    private static Proxy proxy(String variable, String value) throws IOException {
        try {
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            if ("http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPort() > 0
                    && uri.getPort() <= LARGEST_PORT) {
                return new Proxy(uri.getHost(), uri.getPort());
            }
        } catch (IllegalArgumentException e) {
            // Told of below.
        }
        throw new IOException("the variable " + variable + " names a proxy: expected it as http://HOST:PORT, without a"
                + " password, found \"" + value + "\"; correct it, or unset it to do without");
    }

    /** A client that connects so. */
    HttpClient client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(patience)
                .proxy(proxy.map(one -> ProxySelector.of(new InetSocketAddress(one.host, one.port)))
                        .orElse(HttpClient.Builder.NO_PROXY))
                .build();
    }

    /** In messages, after the server's name. */
    String words() {
        return proxy.map(one -> " by the proxy " + one).orElse("");
    }
}
