package dev.cobot.ros.bag;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of a bag whose writer died, or that a disk damaged. */
class BagRecoveryTest {
  @TempDir private Path folder;

  /** Where each chunk's stored bytes end, and how many messages are in it and before. */
  private record Progress(long end, int messages) {}

  private Path whole(BagOptions options, List<BagMessage> messages) throws IOException {
    Path file = folder.resolve("whole" + options.format().suffix());
    SampleBag.write(file, options, messages);
    return file;
  }

  private static List<Progress> progress(Path file) throws IOException {
    try (BagReader reader = BagReader.open(file)) {
      int[] sum = {0};
      return reader.bag().chunks().stream()
          .map(
              chunk -> {
                ChunkSurvey survey = new ChunkSurvey();
                try {
                  reader.bag().walk(chunk, reader.bag().load(chunk), false, survey);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
                sum[0] += (int) survey.counts().values().stream().mapToLong(n -> n).sum();
                return new Progress(chunk.dataPosition() + chunk.storedBytes(), sum[0]);
              })
          .toList();
    }
  }

  private List<BagMessage> recovered(Path cut, BagFormat format) throws IOException {
    Path saved = folder.resolve("saved" + format.suffix());
    Files.deleteIfExists(saved);
    try (BagWriter writer = BagWriter.create(saved, BagOptions.of(format))) {
      BagRecovery.recover(cut, writer);
    }
    return SampleBag.read(saved, BagQuery.all());
  }

  /**
   * A writer that is killed leaves its file cut anywhere. Every chunk that is whole is saved, and
   * of an uncompressed one that is cut every message that is whole.
   */
  @ParameterizedTest
  @MethodSource("dev.cobot.ros.bag.SampleBag#allOptions")
  void everyCutLeavesEveryWholeMessage(BagOptions options) throws IOException {
    List<BagMessage> messages =
        SampleBag.messages(60).stream()
            .filter(m -> !m.connection().equals(SampleBag.PICTURES))
            .toList();
    Path whole = whole(options.chunkBytes(1_500), messages);
    List<Progress> progress = progress(whole);
    byte[] bytes = Files.readAllBytes(whole);
    long headerEnd = options.format() == BagFormat.MCAP ? Mcap.MAGIC_BYTES : 13 + 4104;
    Path cut = folder.resolve("cut" + options.format().suffix() + ".active");
    int cuts = 0;
    long before = 0;
    for (int length = (int) headerEnd; length < bytes.length; length += 7) {
      byte[] shorter = Arrays.copyOf(bytes, length);
      if (options.format() == BagFormat.ROSBAG2_0) {
        clearIndexPosition(shorter);
      }
      Files.write(cut, shorter);
      List<BagMessage> saved = recovered(cut, options.format());
      int atLeast = 0;
      for (Progress chunk : progress) {
        if (chunk.end() <= length) {
          atLeast = chunk.messages();
        }
      }
      int got = saved.size();
      int least = atLeast;
      int at = length;
      assertTrue(got >= least, () -> "cut at " + at + ": " + got + " of " + least);
      assertTrue(got >= before, () -> "cut at " + at + " saves less than a shorter one");
      for (int i = 0; i < saved.size(); i++) {
        assertEquals(messages.get(i).connection(), saved.get(i).connection());
        assertArrayEquals(messages.get(i).data(), saved.get(i).data());
      }
      before = got;
      cuts++;
    }
    assertTrue(cuts > 500, "only " + cuts + " cuts");
    assertEquals(messages.size(), before);
  }

  /** Until it is closed, a rosbag says that it has no index. */
  private static void clearIndexPosition(byte[] bytes) {
    byte[] name = "index_pos=".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int i = 0; i < 200; i++) {
      if (Arrays.equals(bytes, i, i + name.length, name, 0, name.length)) {
        Arrays.fill(bytes, i + name.length, i + name.length + 8, (byte) 0);
        return;
      }
    }
    throw new AssertionError("no index_pos");
  }

  @Test
  void messagesOfACutUncompressedChunkAreSaved() throws IOException {
    for (BagFormat format : BagFormat.values()) {
      List<BagMessage> messages = SampleBag.messages(100);
      Path whole = whole(BagOptions.of(format), messages);
      long chunkEnd = progress(whole).get(0).end();
      Path cut = folder.resolve("half" + format.suffix());
      Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), (int) chunkEnd / 2));
      int saved = recovered(cut, format).size();
      assertTrue(saved > 20 && saved < 100, format + ": " + saved);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cobot.ros.bag.SampleBag#allOptions")
  void aDamagedChunkCostsItselfAlone(BagOptions options) throws IOException {
    List<BagMessage> messages = SampleBag.messages(300);
    Path whole = whole(options.chunkBytes(30_000), messages);
    byte[] bytes = Files.readAllBytes(whole);
    Chunk victim;
    try (BagReader reader = BagReader.open(whole)) {
      victim = reader.bag().chunks().get(3);
    }
    // A length within an uncompressed chunk, anything within a compressed one.
    int at = (int) victim.dataPosition();
    Arrays.fill(bytes, at, at + 12, (byte) 0x7F);
    Files.write(whole, bytes);
    assertThrows(BagFormatException.class, () -> SampleBag.read(whole, BagQuery.all()));
    Path saved = folder.resolve("saved" + options.format().suffix());
    try (BagWriter writer = BagWriter.create(saved, options)) {
      BagRecovery recovery = BagRecovery.recover(whole, writer);
      assertEquals(1, recovery.damagedChunks(), recovery::damage);
      assertFalse(recovery.damage().isEmpty());
      assertTrue(recovery.messages() > 200 && recovery.messages() < 300, () -> recovery.toString());
    }
  }

  @Test
  void aDamagedSummaryIsToldAndScannedAround() throws IOException {
    for (BagFormat format : BagFormat.values()) {
      List<BagMessage> messages = SampleBag.messages(100);
      Path whole = whole(BagOptions.of(format).chunkBytes(20_000), messages);
      byte[] bytes = Files.readAllBytes(whole);
      int at = bytes.length - (format == BagFormat.MCAP ? 60 : 30);
      for (int i = at; i < at + 20; i++) {
        bytes[i] ^= 0x55;
      }
      Files.write(whole, bytes);
      BagFormatException e =
          assertThrows(BagFormatException.class, () -> BagReader.open(whole), format::toString);
      assertTrue(e.getMessage().contains("byte"), e.getMessage());
      assertEquals(100, recovered(whole, format).size());
      Files.delete(whole);
    }
  }

  @Test
  void aFlippedBitInAnMcapChunkIsNoticed() throws IOException {
    Path whole = whole(BagOptions.of(BagFormat.MCAP), SampleBag.messages(100));
    byte[] bytes = Files.readAllBytes(whole);
    bytes[bytes.length / 2] ^= 1;
    Files.write(whole, bytes);
    BagFormatException e =
        assertThrows(BagFormatException.class, () -> SampleBag.read(whole, BagQuery.all()));
    assertTrue(e.getMessage().contains("checksum"), e.getMessage());
  }

  @Test
  void whatIsNoBagIsRefused() throws IOException {
    Path file = folder.resolve("text.bag");
    Files.writeString(file, "#ROSBUG V2.0\n");
    BagFormatException e = assertThrows(BagFormatException.class, () -> BagReader.open(file));
    assertTrue(e.getMessage().contains("neither"), e.getMessage());
    Files.writeString(file, "");
    assertThrows(BagFormatException.class, () -> BagReader.open(file));
  }
}
