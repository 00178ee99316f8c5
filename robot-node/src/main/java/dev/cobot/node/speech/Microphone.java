package dev.cobot.node.speech;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.TargetDataLine;

/**
 * The machine's microphone, cut into utterances; what comes while nobody reads is kept for 10 s.
 */
public final class Microphone implements AutoCloseable {
  private static final AudioFormat FORMAT = new AudioFormat(SpeechInput.RATE, 16, 1, true, false);
  private static final int KEPT_BYTES = 10 * 2 * SpeechInput.RATE;

  private final TargetDataLine line;
  private final byte[] bytes = new byte[2 * Utterances.FRAME];
  private final float[] frame = new float[Utterances.FRAME];
  private Utterances utterances = new Utterances();

  private Microphone(TargetDataLine line) {
    this.line = line;
  }

  /**
   * Opens the microphone.
   *
   * @throws IOException with one sentence, if there is none
   */
  public static Microphone open() throws IOException {
    try {
      TargetDataLine line =
          (TargetDataLine) AudioSystem.getLine(new DataLine.Info(TargetDataLine.class, FORMAT));
      line.open(FORMAT, KEPT_BYTES);
      line.start();
      return new Microphone(line);
    } catch (IllegalArgumentException | LineUnavailableException | LinkageError e) {
      throw new IOException(
          "no microphone can be opened with 16 bits, one channel and "
              + SpeechInput.RATE
              + " samples a second ("
              + e.getMessage()
              + "); connect one (Java needs openjdk-17-jre, the headless one has no sound), or say"
              + " --wav FILE",
          e);
    }
  }

  /** Waits for 20 ms of sound and returns the utterance that has ended with it. */
  public Optional<float[]> next() throws IOException {
    int read = line.read(bytes, 0, bytes.length);
    if (read < bytes.length) {
      throw new IOException("the microphone has ended");
    }
    for (int i = 0; i < frame.length; i++) {
      frame[i] = ((bytes[2 * i + 1] << 8) | (bytes[2 * i] & 0xff)) / 32768f;
    }
    return utterances.add(frame);
  }

  /** Drops what has come and was not read: the runtime's own voice. */
  public void forget() {
    line.flush();
    Arrays.fill(frame, 0);
    utterances = new Utterances();
  }

  @Override
  public void close() {
    line.close();
  }
}
