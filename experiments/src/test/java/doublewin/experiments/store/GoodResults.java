package doublewin.experiments.store;

/** Results as commands write them, with no more in them than readers ask for. */
final class GoodResults {
    private static final String INTERVAL = "\"estimate\" : 0.4, \"low\" : 0.3, \"high\" : 0.5";
    private static final String ORIGIN = """
            "weights" : "w", "testChecksum" : "9a", "numerics" : "direct", "seed" : 1, "attack" : "an attack",
              "attackParameters" : { "epsilon" : "8.0" }, "precisions" : [ 4, 8 ], "images" : 7""";
    private static final String CANDIDATES = """
            [ { "candidate" : "clean", INTERVAL, "correct" : [ 5, 6 ], "ensembleCorrect" : 6, "vanishedGradients" : 0,
                "nonFiniteGradients" : 0 },
              { "candidate" : "APGD-CE at 4 bit", "attack" : "APGD-CE", "aim" : "precision", "against" : [ 4 ], INTERVAL,
                "correct" : [ 1, 3 ], "ensembleCorrect" : 2, "vanishedGradients" : 1, "nonFiniteGradients" : 0 },
              { "candidate" : "APGD-CE at full", "attack" : "APGD-CE", "aim" : "precision", "against" : [ 0 ], INTERVAL,
                "correct" : [ 1, 3 ], "ensembleCorrect" : 2, "fullPrecisionCorrect" : 1, "vanishedGradients" : 1,
                "nonFiniteGradients" : 0 } ]""";

    static final String FLAGS = filled("""
            { ORIGIN,
              "audits" : [ { "against" : "4 bit", "attack" : "APGD-CE, to the end",
                "flags" : [ { "flag" : "gradients", "raised" : false, "title" : "gradients vanish",
                    "figures" : { "vanished" : 0.0, "not finite" : 2.0 }, "meaning" : "the loss is flat" } ] } ] }
            """);

    static final String GAME = filled("""
            { ORIGIN,
              "inference" : [ "4", "8" ], "attacks" : [ "4", "8" ], "uniformValue" : 0.4, "attackerBestResponse" : 0.4,
              "value" : 0.4, "defender" : [ 0.5, 0.5 ], "attacker" : [ 1.0, 0.0 ], "bestFixed" : 0.3,
              "bestFixedPrecision" : "4", "valueInterval" : { INTERVAL },
              "onUnseenImages" : { "mixture" : 0.4, "uniform" : 0.4, "bestFixed" : 0.3 },
              "candidateByImage" : { "value" : 0.3, "uniformValue" : 0.3, "defender" : [ 0.5, 0.5 ],
                "valueInterval" : { INTERVAL }, "onUnseenImages" : { "mixture" : 0.4, "uniform" : 0.4, "bestFixed" : 0.3 } },
              "attackedAgain" : { "value" : 0.3, "atMost" : 0.4, "converged" : true, "defender" : [ 0.5, 0.5 ],
                "valueInterval" : { INTERVAL }, "onUnseenImages" : { "mixture" : 0.4, "uniform" : 0.4, "bestFixed" : 0.3 } },
              "front" : [ { "bitOps" : 1.5, "guaranteed" : 0.3, "defender" : [ 1.0, 0.0 ] } ] }
            """);

    static final String POOL = filled("""
            { ORIGIN,
              "clean" : { INTERVAL }, "protocols" : [ { "protocol" : "random", "attacker" : "knows nothing", INTERVAL } ],
              "withoutRandomness" : { "bestFixedPrecision" : { "precision" : 8, INTERVAL },
                "fullPrecision" : { INTERVAL }, "ensemble" : { INTERVAL } },
              "matchingPennies" : { INTERVAL }, "candidates" : CANDIDATES }
            """);

    static final String ATTACKS = filled("""
            { ORIGIN, "candidates" : CANDIDATES, "lowest" : [ { "candidate" : "APGD-CE at 4 bit", INTERVAL } ] }
            """.replace(
            "CANDIDATES",
            CANDIDATES.replace("\"aim\"", "\"there\" : { INTERVAL }, \"unlimitedDraws\" : { INTERVAL }, \"aim\"")));

    static final String GRADIENTS = filled("""
            { ORIGIN,
              "gradients" : { "cosine" : { "otherPrecision" : { INTERVAL } }, "signs" : { "otherPrecision" : { INTERVAL } } },
              "perturbations" : { "images" : 5,
                "cosine" : { "otherPrecision" : { INTERVAL }, "samePrecision" : { INTERVAL } },
                "signs" : { "otherPrecision" : { INTERVAL }, "samePrecision" : { INTERVAL } },
                "accuracy" : { "otherPrecision" : { INTERVAL }, "samePrecision" : { INTERVAL } } } }
            """);

    private GoodResults() {}

    private static String filled(String text) {
        return text.replace("ORIGIN", ORIGIN).replace("CANDIDATES", CANDIDATES).replace("INTERVAL", INTERVAL);
    }
}
