package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedResourceTest {
  @TempDir Path folder;

  private URL jar(String name, String content) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new ZipEntry("natives/lib.so"));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return URI.create("jar:" + jar.toUri() + "!/natives/lib.so").toURL();
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void manyAtOnceFindOneWholeFile() throws Exception {
    String content = "0123456789".repeat(200_000);
    URL resource = jar("a.jar", content);
    Path cache = folder.resolve("cache");
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
                  return Files.readString(UnpackedResource.file(resource, cache).orElseThrow());
                }));
      }
      for (Future<String> one : seen) {
        assertEquals(content, one.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, files(cache).size(), files(cache).toString());
  }

  @Test
  void itIsUnpackedOnce() throws Exception {
    URL resource = jar("a.jar", "content");
    Path file = UnpackedResource.file(resource, folder.resolve("cache")).orElseThrow();
    Object written = Files.readAttributes(file, "unix:ino").get("ino");
    assertEquals(Optional.of(file), UnpackedResource.file(resource, folder.resolve("cache")));
    assertEquals(written, Files.readAttributes(file, "unix:ino").get("ino"));
  }

  @Test
  void aFileThatIsNotWholeIsUnpackedAnew() throws Exception {
    URL resource = jar("a.jar", "content");
    Path file = UnpackedResource.file(resource, folder.resolve("cache")).orElseThrow();
    Files.writeString(file, "con");
    assertEquals(Optional.of(file), UnpackedResource.file(resource, folder.resolve("cache")));
    assertEquals("content", Files.readString(file));
  }

  /** Of the same length, so only the jar's checksum tells them apart. */
  @Test
  void anotherVersionHasAnotherFile() throws Exception {
    Path cache = folder.resolve("cache");
    Path first = UnpackedResource.file(jar("a.jar", "version 1"), cache).orElseThrow();
    Path second = UnpackedResource.file(jar("b.jar", "version 2"), cache).orElseThrow();
    assertEquals("version 1", Files.readString(first));
    assertEquals("version 2", Files.readString(second));
  }

  @Test
  void aCacheThatCannotBeWrittenIsDoneWithout() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertTrue(UnpackedResource.file(jar("a.jar", "content"), file.resolve("cache")).isEmpty());
  }
}
