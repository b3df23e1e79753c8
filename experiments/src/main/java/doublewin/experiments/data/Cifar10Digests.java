package doublewin.experiments.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** SHA-256 of the six files of CIFAR-10's binary version, as its authors publish them. */
final class Cifar10Digests {
    private static final Map<String, String> OFFICIAL = Map.of(
            "data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
            "data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
            "data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
            "data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
            "data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
            "test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b");

    private Cifar10Digests() {}

    /** What takes up a file's bytes. */
    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * What is wrong with a file that claims to be one of them.
     *
     * @param name of the file
     * @param taken all of its bytes
     */
    static Optional<String> difference(String name, MessageDigest taken) {
        String digest = HexFormat.of().formatHex(taken.digest());
        if (digest.equals(OFFICIAL.get(name))) {
            return Optional.empty();
        }
        String found = OFFICIAL.entrySet().stream()
                .filter(entry -> entry.getValue().equals(digest))
                .map(entry -> "is the official " + entry.getKey())
                .findFirst()
                .orElse("has other bytes than the official one (SHA-256 " + digest + ")");
        return Optional.of(name + " " + found);
    }
}
