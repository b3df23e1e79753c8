package doublewin.experiments.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a power loss can leave of a folder after some changes: of what happened to names since the folder was last forced
 * any subset, in which what came later may have lasted and what came before may not; of what was written to a file since it was
 * last forced all, nothing, the first half, or zeros of its length.
 */
final class CrashStates {
    private enum Unforced {
        LASTED,
        LOST,
        TORN,
        ZEROS
    }

    private final List<Inode> inodes = new ArrayList<>();
    private final Map<String, Inode> names = new HashMap<>();
    private final Map<String, Inode> forcedNames = new HashMap<>();
    private final List<Map<String, Inode>> unforcedNames = new ArrayList<>();

    private static final class Inode {
        private byte[] forced = {};
        private byte[] content = {};

        byte[] after(Unforced what) {
            if (forced == content) {
                return forced;
            }
            return switch (what) {
                case LASTED -> content;
                case LOST -> forced;
                case TORN -> Arrays.copyOf(content, forced.length + (content.length - forced.length) / 2);
                case ZEROS -> Arrays.copyOf(forced, content.length);
            };
        }
    }

    /** Takes note of a change. */
    void add(Change change) {
        switch (change) {
            case Change.Create(String file) -> {
                Inode inode = new Inode();
                inodes.add(inode);
                rename(entries(file, inode));
            }
            case Change.Write(String file, long position, byte[] bytes) -> {
                Inode inode = names.get(file);
                byte[] content = Arrays.copyOf(inode.content, Math.toIntExact(position) + bytes.length);
                System.arraycopy(bytes, 0, content, (int) position, bytes.length);
                inode.content = content;
            }
            case Change.Force(String file) -> names.get(file).forced = names.get(file).content;
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
            for (Unforced what : Unforced.values()) {
                Map<String, byte[]> state = new TreeMap<>();
                left.forEach((name, inode) -> state.put(name, inode.after(what)));
                action.accept(state);
            }
        }
    }
}
