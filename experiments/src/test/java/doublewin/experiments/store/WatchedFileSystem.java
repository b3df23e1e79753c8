package doublewin.experiments.store;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The file system as a program under test sees it, with somebody who learns of each change to one folder and of each read of a
 * file there before it is done, and may forbid it. What is neither goes through.
 */
final class WatchedFileSystem extends FileSystem {
    private static final FileSystem REAL = FileSystems.getDefault();

    private final Path folder;
    private final Watcher watcher;
    private final Provider provider = new Provider();

    /** Who watches. */
    @FunctionalInterface
    interface Watcher {
        /** Is told of a change; an exception is the program's to deal with, and nothing changes. */
        void before(Change change) throws IOException;

        /** Is told of a read of a file's content; an exception is the program's to deal with, and nothing is read. */
        default void beforeRead(String file) throws IOException {}
    }

    /** A path of it. */
    private interface Watched {
        Path real();
    }

    private WatchedFileSystem(Path folder, Watcher watcher) {
        this.folder = folder;
        this.watcher = watcher;
    }

    /** A folder that exists, watched. */
    static Path watch(Path folder, Watcher watcher) {
        return new WatchedFileSystem(folder, watcher).wrap(folder);
    }

    private Path wrap(Path real) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "real" -> real;
            case "getFileSystem" -> this;
            case "toFile" -> throw new UnsupportedOperationException("a watched path is no file of java.io");
            case "iterator" -> {
                List<Path> names = new ArrayList<>();
                real.forEach(name -> names.add(wrap(name)));
                yield names.iterator();
            }
            default -> wrapped(call(real, method, arguments));
        };
        return (Path) Proxy.newProxyInstance(
                WatchedFileSystem.class.getClassLoader(), new Class<?>[] {Path.class, Watched.class}, handler);
    }

    private Object wrapped(Object result) {
        return result instanceof Path path ? wrap(path) : result;
    }

    private static Object call(Path real, Method method, Object[] arguments) throws Throwable {
        Object[] unwrapped = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < unwrapped.length; i++) {
            unwrapped[i] = unwrapped[i] instanceof Watched watched ? watched.real() : unwrapped[i];
        }
        try {
            return method.invoke(real, unwrapped);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Path real(Path path) {
        return ((Watched) path).real();
    }

    private String name(Path path) {
        Path real = real(path);
        if (!folder.equals(real.getParent())) {
            throw new UnsupportedOperationException("expected a file of " + folder + ", found " + real);
        }
        return real.getFileName().toString();
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return REAL.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return REAL.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return wrap(REAL.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    private final class Provider extends FileSystemProvider {
        @Override
        public String getScheme() {
            return "watched";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            Path real = real(path);
            if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
                throw new UnsupportedOperationException("nothing here is written in place: " + real);
            }
            boolean creates = options.contains(StandardOpenOption.CREATE_NEW)
                    || options.contains(StandardOpenOption.CREATE) && !Files.exists(real);
            if (creates) {
                watcher.before(new Change.Create(name(path)));
            }
            FileChannel channel = FileChannel.open(real, options, attributes);
            return new WatchedChannel(channel, folder.equals(real) ? "" : name(path));
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(real(path))) {
                for (Path real : stream) {
                    Path wrapped = wrap(real);
                    if (filter.accept(wrapped)) {
                        found.add(wrapped);
                    }
                }
            }
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return found.iterator();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
            Files.createDirectory(real(path), attributes);
        }

        @Override
        public void createLink(Path link, Path existing) throws IOException {
            watcher.before(new Change.Link(name(existing), name(link)));
            Files.createLink(real(link), real(existing));
        }

        @Override
        public void delete(Path path) throws IOException {
            watcher.before(new Change.Delete(name(path)));
            Files.delete(real(path));
        }

        @Override
        public boolean deleteIfExists(Path path) throws IOException {
            if (!Files.exists(real(path))) {
                return false;
            }
            delete(path);
            return true;
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            watcher.before(new Change.Rename(name(source), name(target)));
            Files.move(real(source), real(target), options);
        }

        @Override
        public boolean isSameFile(Path path, Path other) throws IOException {
            return Files.isSameFile(real(path), real(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return Files.isHidden(real(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return Files.getFileStore(real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            REAL.provider().checkAccess(real(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return Files.getFileAttributeView(real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return Files.readAttributes(real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return Files.readAttributes(real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
            throw new UnsupportedOperationException();
        }
    }

    /** A channel to a file of the folder, or, without a name, to the folder itself. */
    private final class WatchedChannel extends FileChannel {
        private final FileChannel channel;
        private final String name;

        WatchedChannel(FileChannel channel, String name) {
            this.channel = channel;
            this.name = name;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            watcher.before(new Change.Write(name, channel.position(), bytes));
            return channel.write(source);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            watcher.before(name.isEmpty() ? new Change.ForceFolder() : new Change.Force(name));
            channel.force(metadata);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            watcher.beforeRead(name);
            return channel.read(target);
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            watcher.beforeRead(name);
            return channel.read(targets, offset, length);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            watcher.beforeRead(name);
            return channel.read(target, position);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return channel.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }
    }
}
