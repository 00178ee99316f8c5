package dev.cobot.ros.bag;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.cobot.ros.Mutations;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged bags of both formats: reading ends with the messages or with an exception that says what
 * is wrong, soon, and within the memory that the limits allow. {@code -Dcobot.fuzz.bags=1000000}
 * makes it a long run.
 */
class BagFuzzTest {
  private static final int FILES = Integer.getInteger("cobot.fuzz.bags", 6_000);
  private static final BagLimits LIMITS = new BagLimits(1 << 20, 1 << 18, 64, 1000, 1 << 20);

  /**
   * What opening and reading may allocate in all, over every chunk one after the other: buffers
   * that grow to a chunk of 1 MiB by doubling, bz2's tables of some 4 MB a chunk, and no more. A
   * length that is believed would be hundreds of megabytes.
   */
  private static final long MAX_ALLOCATED_BYTES = 64L << 20;

  private static final long MAX_NANOS = 10_000_000_000L;

  @TempDir private Path folder;

  /** Small bags, so that damage often hits what describes. */
  private List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    List<BagMessage> messages =
        SampleBag.messages(40).stream()
            .filter(m -> !m.connection().equals(SampleBag.PICTURES))
            .toList();
    List<BagOptions> options = SampleBag.allOptions().toList();
    for (int i = 0; i < options.size(); i++) {
      Path file = folder.resolve(i + options.get(i).format().suffix());
      SampleBag.write(file, options.get(i).chunkBytes(1_200), messages);
      byte[] whole = Files.readAllBytes(file);
      seeds.add(whole);
      seeds.add(Arrays.copyOf(whole, whole.length * 2 / 3));
    }
    // As other writers lay them out.
    BagBytes inner = new BagBytes().schema(1, "std_msgs/String", "ros1msg", "string data");
    inner.channel(1, 1, "/chatter", "ros1").channel(2, 0, "/other", "json");
    for (int i = 0; i < 40; i++) {
      inner.message(1 + i % 3, i, new byte[8]);
    }
    byte[] content = inner.toArray();
    GrowingBytes frames = new GrowingBytes(64);
    new Lz4Frame().compress(content, 500, frames);
    byte[] rest = Arrays.copyOfRange(content, 500, content.length);
    new Lz4Frame().compress(rest, rest.length, frames.putInt(0x184D2A50).putInt(0));
    byte[] stored = Arrays.copyOf(frames.array(), frames.size());
    seeds.add(
        BagBytes.mcap()
            .attachment("a")
            .chunk("lz4", content.length, stored)
            .raw(inner)
            .dataEnd()
            .footer(0)
            .toArray());
    return seeds;
  }

  /** Damage near the end too, where the index and the summary are. */
  private static byte[] damaged(byte[] seed, Random random) {
    if (random.nextInt(3) == 0) {
      int tail = Math.min(seed.length, 1 + random.nextInt(600));
      byte[] end = Mutations.of(Arrays.copyOfRange(seed, seed.length - tail, seed.length), random);
      byte[] bytes = Arrays.copyOf(seed, seed.length - tail + end.length);
      System.arraycopy(end, 0, bytes, seed.length - tail, end.length);
      return bytes;
    }
    return Mutations.of(seed, random);
  }

  @Test
  @Timeout(7200)
  void damageIsToldAndCostsNoMemory() throws IOException {
    List<byte[]> seeds = seeds();
    Random random = new Random(11);
    Path file = folder.resolve("fuzz");
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long most = 0;
    long slowest = 0;
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = damaged(seeds.get(random.nextInt(seeds.size())), random);
      Files.write(file, bytes);
      long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      boolean scan = i % 2 == 0;
      try {
        read(file, scan);
      } catch (BagFormatException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        Path kept = Files.createTempFile("fuzz", ".bag");
        Files.write(kept, bytes);
        fail("File " + i + ", kept as " + kept, e);
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
      most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - allocatedBefore);
    }
    long allocated = most;
    assertTrue(allocated < MAX_ALLOCATED_BYTES, () -> allocated + " bytes were allocated");
    long nanos = slowest;
    assertTrue(nanos < MAX_NANOS, () -> "one file took " + nanos + " ns");
    int told = refused;
    assertTrue(told > FILES / 20, () -> "only " + told + " were refused");
    System.out.printf(
        "bag fuzz: %d files, %d refused, at most %d bytes allocated, slowest %.3f s%n",
        FILES, refused, allocated, nanos * 1e-9);
  }

  private static void read(Path file, boolean scan) throws IOException {
    try (BagReader reader = scan ? BagReader.scan(file, LIMITS) : BagReader.open(file, LIMITS)) {
      reader.info();
      readAll(reader, BagQuery.all());
      readAll(reader, BagQuery.all().topics("/chatter"));
    }
  }

  private static void readAll(BagReader reader, BagQuery query) throws IOException {
    BagCursor cursor = reader.read(query);
    while (cursor.next() != null) {
      // The messages' bytes are not what is tested.
    }
  }

  /** A chunk that announces little and holds much, and one that announces more than allowed. */
  @Test
  void bombsAreRefused() throws IOException {
    byte[] zeros = new byte[8 << 20];
    for (BagOptions options : SampleBag.allOptions().toList()) {
      Path file = folder.resolve("bomb-" + options.compression() + options.format().suffix());
      try (BagWriter writer = BagWriter.create(file, options)) {
        writer.write(SampleBag.TEXTS, 1, zeros);
      }
      try (BagReader reader = BagReader.open(file, LIMITS)) {
        readAll(reader, BagQuery.all());
        fail(options + ": 8 MiB were read where 1 MiB is allowed");
      } catch (BagFormatException e) {
        assertTrue(e.getMessage().contains("limit"), e.getMessage());
      }
      byte[] bytes = Files.readAllBytes(file);
      if (options.compression() != BagCompression.NONE) {
        lie(bytes, contentBytes(file), 1000);
        Files.write(file, bytes);
        try (BagReader reader = BagReader.open(file, LIMITS)) {
          readAll(reader, BagQuery.all());
          fail(options + ": 8 MiB came out where 1000 bytes were announced");
        } catch (BagFormatException e) {
          assertTrue(
              e.getMessage().contains("announced") || e.getMessage().contains("damaged"),
              e.getMessage());
        }
      }
    }
  }

  private static int contentBytes(Path file) throws IOException {
    try (BagReader reader = BagReader.open(file)) {
      return reader.bag().chunks().get(0).bytes();
    }
  }

  /** Writes another size wherever that one stands. */
  private static void lie(byte[] bytes, int size, int instead) {
    int found = 0;
    for (int i = 0; i + Integer.BYTES <= bytes.length; i++) {
      if (GrowingBytes.intAt(bytes, i) == size) {
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(i, instead);
        found++;
      }
    }
    assertTrue(found > 0, "no size to change");
    // The summary of an MCAP file repeats the size under a checksum: 0 says that there is none.
    if (McapFile.recognises(bytes)) {
      Arrays.fill(bytes, bytes.length - 12, bytes.length - 8, (byte) 0);
    }
  }
}
