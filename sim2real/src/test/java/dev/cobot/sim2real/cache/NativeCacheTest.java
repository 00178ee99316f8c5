package dev.cobot.sim2real.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class NativeCacheTest {
  private static final String KIND = "kind";
  private final Logger log = (Logger) LoggerFactory.getLogger(NativeCache.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  @TempDir Path folder;

  @BeforeEach
  void listen() {
    said.start();
    log.addAppender(said);
  }

  @AfterEach
  void listenNoMore() {
    log.detachAppender(said);
  }

  private URL jar(String name, String content) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new ZipEntry("natives/lib.so"));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return URI.create("jar:" + jar.toUri() + "!/natives/lib.so").toURL();
  }

  private Path keyed(URL resource) {
    return new NativeCache(folder.resolve("cache")).keyed(resource, KIND).orElseThrow();
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private List<String> warnings() {
    return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** A cache each, as processes have. */
  @Test
  void manyAtOnceFindOneWholeFile() throws Exception {
    String content = "0123456789".repeat(200_000);
    URL resource = jar("a.jar", content);
    int starters = 8;
    ExecutorService threads = Executors.newFixedThreadPool(starters);
    try {
      CountDownLatch ready = new CountDownLatch(starters);
      List<Future<String>> seen = new ArrayList<>();
      for (int i = 0; i < starters; i++) {
        seen.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return Files.readString(keyed(resource));
                }));
      }
      for (Future<String> one : seen) {
        assertEquals(content, one.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, files(folder.resolve("cache")).size());
    assertTrue(warnings().isEmpty(), warnings().toString());
  }

  @Test
  void itIsUnpackedOnce() throws Exception {
    URL resource = jar("a.jar", "content");
    Path file = keyed(resource);
    Object written = Files.readAttributes(file, "unix:ino").get("ino");
    assertEquals(file, keyed(resource));
    assertEquals(written, Files.readAttributes(file, "unix:ino").get("ino"));
  }

  @Test
  void aFileThatIsNotWholeIsUnpackedAnew() throws Exception {
    URL resource = jar("a.jar", "content");
    Path file = keyed(resource);
    Files.writeString(file, "con");
    assertEquals(file, keyed(resource));
    assertEquals("content", Files.readString(file));
    assertEquals(1, warnings().size());
    assertTrue(warnings().get(0).contains("3 bytes, should be 7"), warnings().toString());
  }

  @Test
  void aFlippedBitIsMended() throws Exception {
    URL resource = jar("a.jar", "content");
    Path file = keyed(resource);
    Files.writeString(file, "contenu");
    assertEquals("content", Files.readString(keyed(resource)));
    assertEquals(1, warnings().size());
    assertTrue(warnings().get(0).contains("is damaged (CRC-32"), warnings().toString());
  }

  /** Of the same length, so only the jar's checksum tells them apart. */
  @Test
  void anotherVersionHasAnotherFile() throws Exception {
    Path first = keyed(jar("a.jar", "version 1"));
    Path second = keyed(jar("b.jar", "version 2"));
    assertEquals("version 1", Files.readString(first));
    assertEquals("version 2", Files.readString(second));
  }

  @Test
  void aCacheThatCannotBeWrittenIsReplacedForThisRunAndToldOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    NativeCache cache = new NativeCache(file.resolve("cache"));
    Path first = cache.keyed(jar("a.jar", "content"), KIND).orElseThrow();
    Path second = cache.file(jar("b.jar", "more"), "at/place.so").orElseThrow();
    assertEquals("content", Files.readString(first));
    assertEquals("more", Files.readString(second));
    assertEquals(cache.root().resolve("at/place.so"), second);
    assertEquals(1, warnings().size(), warnings().toString());
    assertTrue(warnings().get(0).contains("COBOT_CACHE"), warnings().toString());
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws Exception {
    URL resource = jar("a.jar", "content");
    Path file = keyed(resource);
    Path left = Files.writeString(file.resolveSibling(".lib.so1.tmp"), "con");
    Path busy = Files.writeString(file.resolveSibling(".lib.so2.tmp"), "con");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    Files.delete(file);
    keyed(resource);
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(busy));
  }

  @Test
  void theFolderIsTheUsersChoice() {
    assertEquals(Path.of("/c/natives"), at(Map.of("COBOT_CACHE", "/c", "DJL_CACHE_DIR", "/d")));
    assertEquals(Path.of("/d"), at(Map.of("DJL_CACHE_DIR", "/d", "XDG_CACHE_HOME", "/x")));
    assertEquals(Path.of("/x/cobot/natives"), at(Map.of("XDG_CACHE_HOME", "/x")));
    assertEquals(
        Path.of("/home/me/.cache/cobot/natives"),
        at(Map.of("XDG_CACHE_HOME", "here", "COBOT_CACHE", "")));
    assertEquals(Path.of("/h/.cache/cobot/natives"), at(Map.of("HOME", "/h")));
  }

  private static Path at(Map<String, String> environment) {
    return NativeCache.folder(environment::get, "/home/me");
  }
}
