package doublewin.experiments.spark.study;

import doublewin.experiments.config.Settings;
import doublewin.experiments.config.SettingsJson;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.RunFolder;
import java.io.Serializable;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run that an executor is to train and map.
 *
 * @param name of the run
 * @param folder of the study, an absolute path that driver and executors share
 * @param settings of the run as JSON
 * @param data where the data set is, an absolute path; of one that comes from no file, ignored
 * @param otherImages whether images that are not the published ones will do
 */
record RunOrder(String name, String folder, byte[] settings, String data, boolean otherImages) implements Serializable {
    static RunOrder of(StudyRun run, StudyFolder folder, Path data, boolean otherImages) {
        return new RunOrder(
                run.name(),
                folder.path().toString(),
                Json.bytes(SettingsJson.toTree(run.settings())),
                data.toAbsolutePath().toString(),
                otherImages);
    }

    Settings told() {
        return SettingsJson.fromTree(JsonMapper.shared().readTree(settings));
    }

    RunFolder run() {
        return new RunFolder(Path.of(folder, name), Disk.FILES);
    }
}
