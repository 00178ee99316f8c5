package dev.cobot.node.speech;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads WAV files that may be anything: 16-bit PCM of one or two channels, five minutes at most.
 */
public final class WavSound {
  private static final int MAX_SECONDS = 300;
  private static final int MIN_RATE = 8_000;
  private static final int MAX_RATE = 48_000;
  private static final int MAX_BYTES = MAX_SECONDS * MAX_RATE * 2 * 2 + 65_536;
  private static final int PCM = 1;
  private static final int EXTENSIBLE = 0xfffe;

  /** Half the width of the filter's window, in samples of the lower rate. */
  private static final int HALF_WIDTH = 24;

  private WavSound() {}

  /**
   * Reads a file.
   *
   * @return mono, {@link SpeechInput#RATE} samples a second, in [-1, 1]
   * @throws IOException with one sentence, if it is missing, damaged, too long or of another format
   */
  public static float[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(MAX_BYTES + 1));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file; allowed: WAV, 16-bit PCM", e);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Reads a file as {@link #read} does and cuts it at its silences. */
  public static List<float[]> utterances(Path file) throws IOException {
    return Utterances.of(read(file));
  }

  /** Reads the bytes of a file; see {@link #read}. */
  static float[] parse(byte[] bytes) throws IOException {
    if (bytes.length > MAX_BYTES) {
      throw new IOException(
          "the file has more than the %d bytes that are read; cut it".formatted(MAX_BYTES));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 12 || !name(in, 0).equals("RIFF") || !name(in, 8).equals("WAVE")) {
      throw new IOException(
          "this is no WAV file, which begins with RIFF and WAVE; allowed: WAV, 16-bit PCM");
    }
    int channels = 0;
    int rate = 0;
    // In long: a chunk's length is 32 bits without a sign, and it is anybody's.
    for (long at = 12; at + 8 <= bytes.length; ) {
      String name = name(in, (int) at);
      long length = Integer.toUnsignedLong(in.getInt((int) at + 4));
      int from = (int) at + 8;
      if (name.equals("fmt ")) {
        if (length < 16 || from + 16 > bytes.length) {
          throw new IOException("the chunk 'fmt ' has %d bytes, needed are 16".formatted(length));
        }
        channels = Short.toUnsignedInt(in.getShort(from + 2));
        rate = in.getInt(from + 4);
        require(Short.toUnsignedInt(in.getShort(from)), channels, rate, in.getShort(from + 14));
      } else if (name.equals("data")) {
        if (channels == 0) {
          throw new IOException("the chunk 'data' stands before the chunk 'fmt '");
        }
        // A file that was piped tells a length that it does not have.
        long frames = Math.min(length, bytes.length - from) / (2L * channels);
        if (frames == 0 || frames > (long) MAX_SECONDS * rate) {
          throw new IOException(
              "the sound lasts %d samples at %d a second, allowed are 1 sample to %d s"
                  .formatted(frames, rate, MAX_SECONDS));
        }
        return resampled(mono(in, from, (int) frames, channels), rate, SpeechInput.RATE);
      }
      at += 8 + length + (length & 1);
    }
    throw new IOException("the WAV file has no chunk 'data'");
  }

  private static void require(int format, int channels, int rate, int bits) throws IOException {
    boolean isRead =
        (format == PCM || format == EXTENSIBLE)
            && bits == 16
            && (channels == 1 || channels == 2)
            && rate >= MIN_RATE
            && rate <= MAX_RATE;
    if (!isRead) {
      throw new IOException(
          ("the sound is of format %d with %d bits, %d channels, %d samples a second; allowed:"
                  + " format 1 (PCM), 16 bits, 1 or 2 channels, %d to %d")
              .formatted(format, bits, channels, rate, MIN_RATE, MAX_RATE));
    }
  }

  private static String name(ByteBuffer in, int at) {
    byte[] name = new byte[4];
    in.get(at, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private static float[] mono(ByteBuffer in, int from, int frames, int channels) {
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      float sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += in.getShort(from + 2 * (i * channels + channel));
      }
      samples[i] = sum / channels / 32768f;
    }
    return samples;
  }

  /** Returns sound at another rate, without what the lower rate cannot hold. */
  static float[] resampled(float[] samples, int from, int to) {
    if (from == to) {
      return samples;
    }
    double cutoff = 0.95 * Math.min(1, (double) to / from);
    int half = (int) Math.ceil(HALF_WIDTH / cutoff);
    float[] out = new float[(int) ((long) samples.length * to / from)];
    for (int i = 0; i < out.length; i++) {
      double at = (double) i * from / to;
      int first = Math.max(0, (int) at - half);
      int last = Math.min(samples.length - 1, (int) at + half);
      double sum = 0;
      for (int k = first; k <= last; k++) {
        double off = at - k;
        double phase = Math.PI * cutoff * off;
        double sinc = Math.abs(phase) < 1e-9 ? 1 : Math.sin(phase) / phase;
        sum += samples[k] * cutoff * sinc * (0.5 + 0.5 * Math.cos(Math.PI * off / (half + 1)));
      }
      out[i] = (float) sum;
    }
    return out;
  }
}
