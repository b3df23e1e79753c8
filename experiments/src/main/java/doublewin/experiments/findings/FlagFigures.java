package doublewin.experiments.findings;

import doublewin.engine.io.FormatException;
import doublewin.experiments.store.ResultNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Signs that evaluations overstate robustness, as {@code flags.json} tells them.
 *
 * @param measured what it is about
 * @param flags in the order of the file
 */
public record FlagFigures(Measured measured, List<Looked> flags) {
    /**
     * One sign, looked for in one attack.
     *
     * @param attack its name
     * @param against what it is aimed at, such as {@code 8 bit}
     * @param flag what files call the sign, such as {@code silent-success}
     * @param title what is seen
     * @param raised whether it was
     * @param figures what was measured, by name
     * @param meaning what it means, and what to do
     */
    public record Looked(
            String attack,
            String against,
            String flag,
            String title,
            boolean raised,
            Map<String, Double> figures,
            String meaning) {}

    /**
     * Reads them.
     *
     * @throws FormatException that names what is missing or wrong
     */
    public static FlagFigures of(ResultNode node) throws FormatException {
        List<Looked> flags = new ArrayList<>();
        for (ResultNode audit : node.get("audits").list()) {
            String attack = audit.get("attack").text();
            String against = audit.get("against").text();
            for (ResultNode flag : audit.get("flags").list()) {
                flags.add(new Looked(
                        attack,
                        against,
                        flag.get("flag").text(),
                        flag.get("title").text(),
                        flag.get("raised").flag(),
                        figures(flag.get("figures")),
                        flag.get("meaning").text()));
            }
        }
        return new FlagFigures(Measured.read(node), flags);
    }

    private static Map<String, Double> figures(ResultNode node) throws FormatException {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Map.Entry<String, ResultNode> figure : node.fields().entrySet()) {
            figures.put(figure.getKey(), figure.getValue().number());
        }
        return figures;
    }
}
