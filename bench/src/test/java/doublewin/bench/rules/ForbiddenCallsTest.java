package doublewin.bench.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForbiddenCallsTest {
    private static final JavaClasses MAIN = MainClasses.ALL;
    private static final JavaClasses FIXTURE = new ClassFileImporter().importClasses(ForbiddenCallsFixture.class);

    @ParameterizedTest
    @EnumSource
    void noModuleThatComputesMakesTheCall(ForbiddenCalls rule) {
        JavaClasses classes = in(List.of("engine", "nn", "dwq"));
        assertThat(classes).isNotEmpty();
        assertThat(rule.violations(classes)).isEmpty();
    }

    /** The embedded images are computed too, and must be the same everywhere; a download may look at the clock. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CLOCK", "CALENDAR"})
    void noDataSetMakesTheCall(ForbiddenCalls rule) {
        JavaClasses classes = in(List.of("experiments.data"));
        assertThat(classes).isNotEmpty();
        assertThat(rule.violations(classes)).isEmpty();
    }

    /** What is printed and written is the same in every language. */
    @Test
    void nothingDependsOnTheUsersLocale() {
        assertThat(ForbiddenCalls.HIDDEN_LOCALE.violations(MAIN)).isEmpty();
    }

    /** The methods of the fixture are named after the rule that they break: each is found by that rule and by no other. */
    @ParameterizedTest
    @EnumSource
    void theCallIsFoundWhereItIsMade(ForbiddenCalls rule) {
        Set<String> expected = FIXTURE.get(ForbiddenCallsFixture.class).getMethods().stream()
                .map(m -> m.getName())
                .filter(name -> name.replaceAll("\\d", "").equals(camelCase(rule)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(expected).isNotEmpty();
        List<String> violations = rule.violations(FIXTURE);
        for (String method : expected) {
            assertThat(violations).as(method).anyMatch(line -> line.contains("." + method + "("));
        }
        assertThat(violations).allMatch(line -> expected.stream().anyMatch(m -> line.contains("." + m + "(")));
    }

    private static JavaClasses in(List<String> packages) {
        return MAIN.that(describe(
                "in " + packages,
                c -> packages.stream().anyMatch(p -> (c.getPackageName() + ".").startsWith("doublewin." + p + "."))));
    }

    private static String camelCase(ForbiddenCalls rule) {
        StringBuilder name = new StringBuilder();
        for (String word : rule.name().toLowerCase(java.util.Locale.ROOT).split("_")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
