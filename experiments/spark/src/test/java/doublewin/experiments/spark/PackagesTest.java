package doublewin.experiments.spark;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Measurements and studies know the cluster, and nothing of each other. */
class PackagesTest {
    private static final String ROOT = "doublewin.experiments.spark";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void dependenciesPointDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .layer("start")
                .definedBy(ROOT)
                .layer("measurements")
                .definedBy(ROOT + ".measure")
                .layer("studies")
                .definedBy(ROOT + ".study")
                .layer("cluster")
                .definedBy(ROOT + ".cluster")
                .whereLayer("start")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("measurements")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("studies")
                .mayOnlyBeAccessedByLayers("start")
                .check(MAIN);
    }
}
