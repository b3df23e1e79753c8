package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the pages point to is there: files, classes, and members of classes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentationTest {
    private static final Path ROOT = Path.of("");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern FILE =
            Pattern.compile("(\\./)?((docs|bench|engine|nn|dwq|experiments)/)?[\\w./-]*\\.(md|sh|py|java|jsh)");
    private static final Pattern CLASS = Pattern.compile("([A-Z][a-z0-9]+[A-Z]\\w*)(?:\\.([a-z]\\w*))?");

    private List<Path> pages;
    private Map<String, String> classes;
    private String allSources;
    private List<String> fileNames;

    @BeforeAll
    void readAll() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            pages = Stream.concat(
                            Stream.of(Path.of("README.md")),
                            files.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
        List<Path> sources = new ArrayList<>();
        fileNames = new ArrayList<>();
        for (String folder : List.of("engine", "nn", "dwq", "experiments", "bench", "docs")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().contains("/target/"))
                        .forEach(file -> {
                            fileNames.add(file.getFileName().toString());
                            if (file.toString().endsWith(".java")) {
                                sources.add(file);
                            }
                        });
            }
        }
        classes = sources.stream()
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".java", ""),
                        DocumentationTest::text,
                        (a, b) -> a + b));
        allSources = String.join("\n", classes.values());
    }

    @Test
    void everyLinkLeadsToAFile() {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path page : pages) {
            Matcher link = LINK.matcher(FENCED.matcher(text(page)).replaceAll(""));
            while (link.find()) {
                if (!link.group(1).contains("://")) {
                    links++;
                    if (!Files.exists(page.resolveSibling(link.group(1)))) {
                        dead.add(page + ": " + link.group(1));
                    }
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(links).isPositive();
    }

    /** Names in code type: of files wherever they lie, and of classes with or without a member. */
    @Test
    void everyNamedFileClassAndMemberExists() {
        List<String> unknown = new ArrayList<>();
        int names = 0;
        for (Path page : pages) {
            Matcher code = CODE.matcher(FENCED.matcher(text(page)).replaceAll(""));
            while (code.find()) {
                Matcher file = FILE.matcher(code.group(1));
                Matcher type = CLASS.matcher(code.group(1));
                boolean known = true;
                if (file.matches()) {
                    names++;
                    known = fileNames.contains(
                            Path.of(code.group(1)).getFileName().toString());
                } else if (type.matches()) {
                    names++;
                    String text = classes.getOrDefault(type.group(1), allSources);
                    known = mentions(text, type.group(1)) && (type.group(2) == null || mentions(text, type.group(2)));
                }
                if (!known) {
                    unknown.add(page + ": " + code.group(1));
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(names).isPositive();
    }

    private static boolean mentions(String text, String word) {
        return Pattern.compile("\\b" + word + "\\b").matcher(text).find();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
