package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a power loss can leave of a folder after some changes: of what happened to names since the folder was last forced
 * any subset, in which what came later may have lasted and what came before may not; of what was written to each file since
 * it was last forced any subset, too, with zeros in the place of what is lost before something that lasted, or the first half of
 * it, or zeros of its length. Of many writes not every subset is tried: all, none, each one alone, and all but each.
 */
final class CrashStates {
    /** Writes of which every subset is tried. */
    private static final int FEW_WRITES = 4;

    /** What is left of the writes together may be so much, or the double has to be thought over again. */
    private static final int MOST_STATES = 4096;

    private final Map<String, Inode> names = new HashMap<>();
    private final Map<String, Inode> forcedNames = new HashMap<>();
    private final List<Map<String, Inode>> unforcedNames = new ArrayList<>();

    private static final class Inode {
        private byte[] forced = {};
        private final List<Change.Write> unforced = new ArrayList<>();

        void force() {
            forced = after(unforced);
            unforced.clear();
        }

        /** Its content when of the unforced writes these lasted. */
        private byte[] after(List<Change.Write> lasted) {
            byte[] content = forced;
            for (Change.Write write : lasted) {
                int start = Math.toIntExact(write.position());
                content = Arrays.copyOf(content, Math.max(content.length, start + write.bytes().length));
                System.arraycopy(write.bytes(), 0, content, start, write.bytes().length);
            }
            return content;
        }

        /** Whatever may be left of it. */
        List<byte[]> contents() {
            if (unforced.isEmpty()) {
                return List.of(forced);
            }
            List<byte[]> contents = new ArrayList<>();
            for (long subset : subsets(unforced.size())) {
                List<Change.Write> lasted = new ArrayList<>();
                for (int i = 0; i < unforced.size(); i++) {
                    if ((subset >> i & 1) != 0) {
                        lasted.add(unforced.get(i));
                    }
                }
                contents.add(after(lasted));
            }
            byte[] all = after(unforced);
            contents.add(Arrays.copyOf(all, forced.length + (all.length - forced.length) / 2));
            contents.add(Arrays.copyOf(forced, all.length));
            return contents;
        }
    }

    /** Subsets of so many writes, as bits. */
    private static Set<Long> subsets(int writes) {
        Set<Long> subsets = new LinkedHashSet<>();
        long all = (1L << writes) - 1;
        if (writes <= FEW_WRITES) {
            for (long subset = 0; subset <= all; subset++) {
                subsets.add(subset);
            }
        } else {
            subsets.add(0L);
            subsets.add(all);
            for (int i = 0; i < writes; i++) {
                subsets.add(1L << i);
                subsets.add(all & ~(1L << i));
            }
        }
        return subsets;
    }

    /** Takes note of a change. */
    void add(Change change) {
        switch (change) {
            case Change.Create(String file) -> rename(entries(file, new Inode()));
            case Change.Write write -> names.get(write.file()).unforced.add(write);
            case Change.Force(String file) -> names.get(file).force();
            case Change.ForceFolder() -> {
                forcedNames.clear();
                forcedNames.putAll(names);
                unforcedNames.clear();
            }
            case Change.Rename(String from, String to) -> {
                Map<String, Inode> entries = entries(to, names.get(from));
                entries.put(from, null);
                rename(entries);
            }
            case Change.Link(String existing, String name) -> rename(entries(name, names.get(existing)));
            case Change.Delete(String file) -> rename(entries(file, null));
        }
    }

    private static Map<String, Inode> entries(String name, Inode inode) {
        Map<String, Inode> entries = new HashMap<>();
        entries.put(name, inode);
        return entries;
    }

    private void rename(Map<String, Inode> entries) {
        unforcedNames.add(entries);
        apply(entries, names);
    }

    private static void apply(Map<String, Inode> entries, Map<String, Inode> names) {
        entries.forEach((name, inode) -> {
            if (inode == null) {
                names.remove(name);
            } else {
                names.put(name, inode);
            }
        });
    }

    /** Each state, as content by name. */
    void forEach(Consumer<Map<String, byte[]>> action) {
        for (int subset = 0; subset < 1 << unforcedNames.size(); subset++) {
            Map<String, Inode> left = new TreeMap<>(forcedNames);
            for (int i = 0; i < unforcedNames.size(); i++) {
                if ((subset >> i & 1) != 0) {
                    apply(unforcedNames.get(i), left);
                }
            }
            Map<Inode, List<byte[]>> contents = new LinkedHashMap<>();
            left.values().forEach(inode -> contents.computeIfAbsent(inode, Inode::contents));
            for (Map<Inode, byte[]> choice : choices(contents)) {
                Map<String, byte[]> state = new TreeMap<>();
                left.forEach((name, inode) -> state.put(name, choice.get(inode)));
                action.accept(state);
            }
        }
    }

    /** Each file's contents with each of the others'. */
    private static List<Map<Inode, byte[]>> choices(Map<Inode, List<byte[]>> contents) {
        List<Map<Inode, byte[]>> choices = List.of(Map.of());
        for (Map.Entry<Inode, List<byte[]>> file : contents.entrySet()) {
            List<Map<Inode, byte[]>> longer = new ArrayList<>();
            for (Map<Inode, byte[]> choice : choices) {
                for (byte[] content : file.getValue()) {
                    Map<Inode, byte[]> with = new HashMap<>(choice);
                    with.put(file.getKey(), content);
                    longer.add(with);
                }
            }
            choices = longer;
        }
        assertThat(choices).hasSizeLessThanOrEqualTo(MOST_STATES);
        return choices;
    }
}
