package doublewin.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What attacks leave of runs that were attacked by name. */
final class AttackSection {
    private AttackSection() {}

    /** For the template: run by run. */
    static List<Map<String, Object>> all(List<ReportedRun> runs) {
        List<Map<String, Object>> sections = new ArrayList<>();
        for (ReportedRun run : runs) {
            run.findings()
                    .attacks()
                    .ifPresent(attacks -> sections.add(Map.of(
                            "name", run.name(),
                            "measured", attacks.measured().words(),
                            "candidates", TierSection.candidates(attacks.candidates()))));
        }
        return sections;
    }
}
