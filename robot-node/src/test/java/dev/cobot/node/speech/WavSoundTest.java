package dev.cobot.node.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavSoundTest {
  private static final int FUZZ = Integer.getInteger("cobot.fuzz.wav", 5_000);

  @TempDir private Path folder;

  @Test
  void aToneKeepsItsPitchAndItsHeightAtAnotherRate() throws IOException {
    byte[] wav = wav(22_050, 2, 22_050);
    for (int i = 0; i < 22_050; i++) {
      short sample = (short) (16_384 * Math.sin(2 * Math.PI * 440 * i / 22_050));
      wav[44 + 4 * i] = wav[46 + 4 * i] = (byte) sample;
      wav[45 + 4 * i] = wav[47 + 4 * i] = (byte) (sample >> 8);
    }
    float[] sound = WavSound.parse(wav);
    assertEquals(16_000, sound.length);
    for (int i = 200; i < 15_800; i++) {
      assertEquals(0.5 * Math.sin(2 * Math.PI * 440 * i / 16_000), sound[i], 0.01);
    }
  }

  @Test
  void whatTheLowerRateCannotHoldIsTakenOut() {
    float[] high = new float[48_000];
    for (int i = 0; i < high.length; i++) {
      high[i] = (float) Math.sin(2 * Math.PI * 11_000 * i / 48_000);
    }
    float[] low = WavSound.resampled(high, 48_000, 16_000);
    for (int i = 200; i < low.length - 200; i++) {
      assertEquals(0, low[i], 0.01);
    }
  }

  @Test
  void whatIsWrongIsSaidWithWhatIsAllowed() {
    refused("begins with RIFF and WAVE", new byte[0]);
    refused("begins with RIFF and WAVE", "RIFF1234WAXE".getBytes(StandardCharsets.US_ASCII));
    refused("no chunk 'data'", "RIFF1234WAVE".getBytes(StandardCharsets.US_ASCII));
    refused("8000 to 48000", wav(96_000, 1, 10));
    refused("1 or 2 channels", wav(16_000, 3, 10));
    refused("allowed are 1 sample to 300 s", wav(16_000, 1, 0));
    refused("allowed are 1 sample to 300 s", wav(8_000, 1, 301 * 8_000));
    byte[] early = wav(16_000, 1, 10);
    early[12] = 'x';
    refused("stands before the chunk 'fmt '", early);
    refused("more than the", new byte[60_000_000]);
    IOException e =
        assertThrows(IOException.class, () -> WavSound.read(folder.resolve("none.wav")));
    assertTrue(e.getMessage().contains("none.wav"), e.getMessage());
  }

  private static void refused(String part, byte[] wav) {
    IOException e = assertThrows(IOException.class, () -> WavSound.parse(wav));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void damagedFilesAreReadOrRefusedInASentence() {
    Random random = new Random(16);
    int read = 0;
    for (int i = 0; i < FUZZ; i++) {
      byte[] wav = wav(8_000 + random.nextInt(40_001), 1 + random.nextInt(2), random.nextInt(200));
      for (int hits = random.nextInt(6); hits > 0; hits--) {
        wav[random.nextInt(wav.length)] =
            (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
      }
      byte[] cut = Arrays.copyOf(wav, random.nextInt(8) == 0 ? random.nextInt(60) : wav.length);
      try {
        float[] sound = WavSound.parse(cut);
        assertTrue(sound.length <= 2 * cut.length, "at most what it has, at twice the rate");
        Utterances.of(sound);
        read++;
      } catch (IOException e) {
        assertTrue(e.getMessage().length() > 20, e.getMessage());
      }
    }
    assertTrue(read > FUZZ / 4 && read < FUZZ, "read " + read);
  }

  private static byte[] wav(int rate, int channels, int frames) {
    int bytes = 2 * channels * frames;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) channels).putInt(rate).putInt(2 * channels * rate);
    wav.putShort((short) (2 * channels)).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    return wav.array();
  }
}
