package doublewin.experiments.findings;

/** Signs that evaluations overstate robustness, as comma-separated values: a row a figure. */
public final class FlagTable {
    private FlagTable() {}

    /** The file; its last line begins with {@code #} and tells what the figures stand on. */
    public static byte[] csv(FlagFigures figures) {
        CsvText text = new CsvText("against", "attack", "flag", "raised", "figure", "value");
        for (FlagFigures.Looked flag : figures.flags()) {
            flag.figures()
                    .forEach((name, value) ->
                            text.row(flag.against(), flag.attack(), flag.flag(), flag.raised(), name, value));
        }
        return text.endedBy(figures.measured().origin());
    }
}
