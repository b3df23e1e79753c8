package doublewin.bench.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    private static final JavaClasses MAIN = MainClasses.ALL;
    private static final String BROKEN = "doublewin.bench.rules.broken";

    @Test
    void everyModuleAndPackageWithARuleHasClasses() {
        for (String module : Dependencies.modules()) {
            assertThat(MAIN).as(module).anyMatch(c -> c.getPackageName().startsWith("doublewin." + module));
        }
        for (String name : Dependencies.packages()) {
            assertThat(MAIN).as(name).anyMatch(c -> c.getPackageName().equals("doublewin." + name));
        }
    }

    @Test
    void dependenciesPointDown() {
        assertThat(Dependencies.violations(MAIN, "doublewin")).isEmpty();
    }

    @Test
    void noPackagesFormACycle() {
        SlicesRuleDefinition.slices()
                .matching("doublewin.(**)")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void aBrokenRuleIsFound() {
        assertThat(Dependencies.violations(MainClasses.fixtures(BROKEN), BROKEN))
                .hasSizeGreaterThanOrEqualTo(6)
                .anyMatch(line -> line.contains("UsesPackageAbove") && line.contains("kernel"))
                .anyMatch(line -> line.contains("UsesKernelAbove") && line.contains("norm"))
                .anyMatch(line -> line.contains("UsesModuleAbove") && line.contains("experiments"))
                .anyMatch(line -> line.contains("UsesLibrary") && line.contains("org.assertj"))
                .anyMatch(line -> line.contains("UsesPackageBeside") && line.contains("dwq"))
                .anyMatch(line -> line.contains("PackageWithoutRule") && line.contains("without a rule"))
                .noneMatch(line -> line.startsWith("Field <" + BROKEN + ".experiments"));
    }

    @Test
    void aCycleIsFound() {
        var rule = SlicesRuleDefinition.slices()
                .matching(BROKEN + ".(**)")
                .should()
                .beFreeOfCycles();
        assertThat(rule.evaluate(MainClasses.fixtures(BROKEN)).hasViolation()).isTrue();
    }
}
