package doublewin.bench.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes that the rules look at. */
final class MainClasses {
    /** All classes of all modules, but for tests; read once. */
    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("doublewin");

    private MainClasses() {}

    /** The classes of a test package that break rules on purpose. */
    static JavaClasses fixtures(String name) {
        return new ClassFileImporter().importPackages(name);
    }
}
