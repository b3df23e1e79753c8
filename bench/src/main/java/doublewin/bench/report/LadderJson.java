package doublewin.bench.report;

import doublewin.bench.ladder.RungFigures;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The ladder's figures as JSON. */
final class LadderJson {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private LadderJson() {}

    /**
     * What was measured, as UTF-8.
     *
     * @param layer by its name
     * @param vectorBits of the machine's vectors
     * @param rungs one object each
     */
    record Ladder(String layer, int vectorBits, List<RungFigures> rungs) {}

    static byte[] bytes(Ladder ladder) {
        return JSON.writeValueAsBytes(ladder);
    }
}
