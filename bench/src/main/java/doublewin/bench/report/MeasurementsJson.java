package doublewin.bench.report;

import doublewin.bench.measure.Measurement;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Measurements as a JSON list of flat objects. */
final class MeasurementsJson {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private MeasurementsJson() {}

    /** The list as UTF-8. {@code bytes} and what follows from it are left out where nobody has counted them. */
    static byte[] bytes(List<Measurement> measurements) {
        ArrayNode list = JSON.createArrayNode();
        for (Measurement measurement : measurements) {
            ObjectNode object = list.addObject();
            object.put("name", measurement.work().name());
            object.put("shape", measurement.work().shape());
            object.put("threads", measurement.threads());
            object.put("gflops", measurement.gflops());
            object.put("ceilingGflops", measurement.ceilingGflops());
            object.put("share", measurement.share());
            object.put("cpuShare", measurement.cpuShare());
            if (measurement.work().bytes() > 0) {
                object.put("bytes", measurement.work().bytes());
                object.put("gigabytesASecond", measurement.gigabytes());
            }
        }
        return JSON.writeValueAsBytes(list);
    }
}
