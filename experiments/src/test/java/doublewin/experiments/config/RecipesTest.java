package doublewin.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.convolution.Numerics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RecipesTest {
    static final List<String> NAMES = Recipes.NAMES;

    @ParameterizedTest
    @FieldSource("NAMES")
    void everyRecipeResolvesAndSurvivesJson(String name) {
        Settings settings = Recipes.resolve(name, Map.of(), 7);
        assertThat(settings.recipe()).isEqualTo(name);
        assertThat(settings.seed()).isEqualTo(7);
        assertThat(SettingsJson.fromTree(SettingsJson.toTree(settings))).isEqualTo(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10-quick", "cifar10-fgsm", "cifar10-pgd"})
    void vanillaDiffersInPrecisionsAndNormOnly(String name) {
        assertThat(SettingsJson.differences(
                        Recipes.resolve(name, Map.of(), 1), Recipes.resolve(name + "-vanilla", Map.of(), 1)))
                .containsExactly("recipe", "norm", "trainPrecisions");
    }

    @Test
    void fgsmAndPgdDifferInTheTrainingAttackOnly() {
        assertThat(SettingsJson.differences(
                        Recipes.resolve("cifar10-fgsm", Map.of(), 1), Recipes.resolve("cifar10-pgd", Map.of(), 1)))
                .containsExactly("recipe", "method", "steps", "alpha");
    }

    @Test
    void thePaperScaleDiffersFromPgdInWidthAndScheduleOnly() {
        assertThat(SettingsJson.differences(
                        Recipes.resolve("cifar10-pgd", Map.of(), 1), Recipes.resolve("cifar10-paper", Map.of(), 1)))
                .containsExactly("recipe", "width", "epochs", "learningRate", "schedule", "milestones");
    }

    @Test
    void settingsOfEveryTypeCanBeReplaced() {
        Settings settings = Recipes.resolve(
                "demo",
                Map.of(
                        "depth",
                        "16",
                        "learningRate",
                        "0.05",
                        "method",
                        "pgd",
                        "schedule",
                        "multi-step",
                        "milestones",
                        "0.25,0.5",
                        "trainPrecisions",
                        "4,8",
                        "evaluationPrecisions",
                        "4,8"),
                1);
        assertThat(settings.network().depth()).isEqualTo(16);
        assertThat(settings.training().learningRate()).isEqualTo(0.05);
        assertThat(settings.training().method()).isEqualTo(TrainingRecipe.Method.PGD);
        assertThat(settings.training().milestones()).containsExactly(0.25, 0.5);
        assertThat(settings.network().trainPrecisions()).isEqualTo("4,8");
        assertThat(SettingsJson.toTree(settings).get("method").asString()).isEqualTo("pgd");
    }

    @Test
    void recipesSayWhichNumericsTheyUseAndOlderFilesMeanTheDirectOne() {
        Settings settings = Recipes.resolve("demo", Map.of(), 1);
        assertThat(settings.network().numerics()).isEqualTo(Numerics.WINOGRAD);
        ObjectNode tree = SettingsJson.toTree(settings);
        assertThat(tree.get("numerics").asString()).isEqualTo("winograd");
        tree.remove("numerics");
        assertThat(SettingsJson.fromTree(tree).network().numerics()).isEqualTo(Numerics.DIRECT);
        assertThat(tree.has("numerics")).isFalse();
        assertThat(Recipes.resolve("demo", Map.of("numerics", "direct"), 1)
                        .network()
                        .numerics())
                .isEqualTo(Numerics.DIRECT);
    }

    @Test
    void filesFromBeforeEvaluationHadAnEpsilonOfItsOwnMeanThatOfTraining() {
        Settings settings = Recipes.resolve("demo", Map.of("epsilon", "4"), 1);
        assertThat(settings.evaluation().attackEpsilon()).isEqualTo(8);
        ObjectNode tree = SettingsJson.toTree(settings);
        tree.remove("attackEpsilon");
        assertThat(SettingsJson.fromTree(tree).evaluation().attackEpsilon()).isEqualTo(4);
    }

    /** Older runs and those that draw uniformly say nothing of weights. */
    @Test
    void weightsOfPrecisionsStandWhereTheyAreSet() {
        Settings uniform = Recipes.resolve("demo", Map.of("trainPrecisions", "4,8", "evaluationPrecisions", "4,8"), 1);
        assertThat(SettingsJson.toTree(uniform).has("precisionWeights")).isFalse();
        assertThat(uniform.trainer().precisions().isUniform()).isTrue();
        Settings weighted = Recipes.resolve(
                "demo",
                Map.of("trainPrecisions", "4,8", "evaluationPrecisions", "4,8", "precisionWeights", "0.25,0.75"),
                1);
        assertThat(SettingsJson.toTree(weighted).get("precisionWeights").toString())
                .isEqualTo("[0.25,0.75]");
        assertThat(SettingsJson.fromTree(SettingsJson.toTree(weighted))).isEqualTo(weighted);
        assertThat(weighted.trainer().precisions().weights()).containsExactly(0.25, 0.75);
        assertThat(SettingsJson.differences(uniform, weighted)).containsExactly("precisionWeights");
        assertThat(SettingsJson.differences(weighted, uniform)).containsExactly("precisionWeights");
        assertThat(ResultNames.training(uniform)).isEqualTo("RPT 4,8 with SBN");
        assertThat(ResultNames.training(weighted)).isEqualTo("weighted RPT 4,8 with SBN");
    }

    @Test
    void whatIsNeverDrawnHasNoBatchNormToBeEvaluatedBy() {
        Map<String, String> settings = Map.of("trainPrecisions", "4,8", "precisionWeights", "0,1");
        Map<String, String> all = new HashMap<>(settings);
        all.put("evaluationPrecisions", "4,8");
        assertThatThrownBy(() -> Recipes.resolve("demo", all, 1))
                .hasMessage("setting evaluationPrecisions: expected some of those that precisionWeights draws,"
                        + " as switchable batch norm is trained, found 4,8");
        Map<String, String> drawn = new HashMap<>(settings);
        drawn.put("evaluationPrecisions", "8");
        assertThat(Recipes.resolve("demo", drawn, 1).evaluation().precisions()).hasToString("8");
    }

    /** What a recipe holds without effect is no mistake of the user's. */
    @Test
    void onlyWhatTheUserWritesIsRefusedWhereItHasNoEffect() {
        assertThat(Recipes.resolve("demo", Map.of("network", "preactresnet18"), 1)
                        .network()
                        .depth())
                .isEqualTo(10);
        for (Map<String, String> overrides : List.of(
                Map.of("network", "preactresnet18", "depth", "16"),
                Map.of("method", "plain", "epsilon", "4"),
                Map.of("method", "plain", "alpha", "4"),
                Map.of("trainPrecisions", "8", "evaluationPrecisions", "8", "precisionWeights", "1"))) {
            assertThatThrownBy(() -> Recipes.resolve("demo", overrides, 1))
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining("has no effect beside the others");
        }
        assertThat(Recipes.resolve("demo", Map.of("method", "pgd", "steps", "3"), 1)
                        .training()
                        .steps())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "depth | 12 | setting depth: expected 6n + 4, at least 10, found 12",
                "depth | deep | setting depth: expected a number, found deep",
                "batch | 1.5 | batch",
                "batch | 0 | setting batch: expected 1 to 10000, found 0",
                "numerics | fast | setting numerics: expected one of direct, winograd, found fast",
                "method | magic | setting method: expected one of plain, fgsm, fgsm-rs, pgd, found magic",
                "epsilon | -1 | setting epsilon: expected 0 to 255, found -1",
                "milestones | 2 | setting milestones: expected rising fractions of 1, found [2.0]",
                "milestones | null | setting milestones: expected numbers with commas, found null",
                "milestones | [0.5] | setting milestones: expected numbers with commas, found [0.5]",
                "epochs | [1] | setting epochs: expected a number, found [1]",
                "momentum | 1 | setting momentum: expected 0 or more, less than 1, found 1.0",
                "learningRate | 0 | setting learningRate: expected more than 0, at most 100, found 0.0",
                "trainPrecisions | 4..99 | setting trainPrecisions: precision set: \"4..99\" holds 99",
                "trainPrecisions | 4,8 | setting evaluationPrecisions: expected some of 4,8",
                "seed | 2 | setting seed is given by --seed",
                "recipe | demo | setting recipe is given by --recipe",
                "data | mnist | setting data: expected one of embedded, cifar10, found mnist",
                "network | lenet | setting network: expected one of wrn, preactresnet18, found lenet",
                "trainImages | 0 | setting trainImages: expected 1 or more, found 0",
                "steps | 3 | setting steps has no effect beside the others, network wrn, method fgsm-rs, schedule cyclic",
                "milestones | 0.5 | setting milestones has no effect",
                "precisionWeights | 1 | setting precisionWeights: precision mixture: expected 13 weights, one for each of 4..16",
                "precisionWeights | a,b | setting precisionWeights: expected numbers with commas, found a,b",
                "momentum | 0.8 | setting momentum has no effect",
                "colour | red | there is no setting 'colour'; the settings are data, trainImages",
            })
    void impossibleValuesAreNamed(String setting, String value, String message) {
        assertThatThrownBy(() -> Recipes.resolve("demo", Map.of(setting, value), 1))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(message);
    }

    @Test
    void moreStepsThanAnIntCountsAreRefused() {
        Map<String, String> most = Map.of("data", "cifar10", "trainImages", "50000", "batch", "1", "epochs", "42949");
        assertThat(Recipes.resolve("cifar10-quick", most, 1).training().epochs())
                .isEqualTo(42_949);
        Map<String, String> more = Map.of("data", "cifar10", "trainImages", "50000", "batch", "1", "epochs", "42950");
        assertThatThrownBy(() -> Recipes.resolve("cifar10-quick", more, 1))
                .isInstanceOf(SettingException.class)
                .hasMessage("setting epochs: expected at most 42949 of 50000 steps each, since steps are counted up to"
                        + " 2147483647, found 42950");
    }

    @Test
    void anUnknownRecipeListsTheKnownOnes() {
        assertThatThrownBy(() -> Recipes.resolve("dmo", Map.of(), 1))
                .hasMessage("there is no recipe 'dmo'; the recipes are demo, cifar10-quick, cifar10-quick-vanilla,"
                        + " cifar10-fgsm, cifar10-fgsm-vanilla, cifar10-pgd, cifar10-pgd-vanilla, cifar10-paper");
    }
}
