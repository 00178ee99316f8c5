package dev.cobot.node.speech.sphinx;

import dev.cobot.node.speech.SpeechInput;
import dev.cobot.node.speech.SpokenGrammar;
import edu.cmu.sphinx.frontend.util.StreamDataSource;
import edu.cmu.sphinx.linguist.dictionary.Dictionary;
import edu.cmu.sphinx.recognizer.Recognizer;
import edu.cmu.sphinx.result.Result;
import edu.cmu.sphinx.util.props.ConfigurationManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Hears with CMU Sphinx 4. */
final class SphinxSpeech implements SpeechInput {
  /** Makes recognisers; found by its name in {@code META-INF/services}. */
  public static final class Maker implements Factory {
    /** Fails with a {@link LinkageError} where Sphinx itself is missing. */
    public Maker() {
      Objects.requireNonNull(ConfigurationManager.class);
    }

    @Override
    public SpeechInput open(SpokenGrammar grammar) {
      return new SphinxSpeech(grammar);
    }
  }

  /**
   * Noise that is put under an utterance, root mean square, for a peak of one half. The model was
   * trained with sound from rooms; what is silent between its words is unlike all that it knows.
   */
  private static final double[] FLOORS = {0.006, 0.004};

  private static final double PEAK = 0.5;
  private static final long SEED = 20_020_517;

  // A strong reference, or the level is forgotten.
  private static final Logger LOG = Logger.getLogger("edu.cmu.sphinx");

  private final SpokenGrammar grammar;
  private final Recognizer recognizer;
  private final StreamDataSource source;

  private SphinxSpeech(SpokenGrammar grammar) {
    this.grammar = grammar;
    LOG.setLevel(Level.WARNING);
    ConfigurationManager parts =
        new ConfigurationManager(SphinxSpeech.class.getResource("sphinx.xml"));
    Path folder = null;
    try {
      requirePronounced(grammar, (Dictionary) parts.lookup("dictionary"));
      folder = Files.createTempDirectory("cobot-speech");
      Path file = folder.resolve(SpokenGrammar.NAME + ".gram");
      Files.writeString(file, grammar.jsgf());
      parts.setGlobalProperty("grammarLocation", folder.toUri().toString());
      parts.setGlobalProperty("grammarName", SpokenGrammar.NAME);
      recognizer = (Recognizer) parts.lookup("recognizer");
      recognizer.allocate();
      source = (StreamDataSource) parts.lookup("source");
      Files.delete(file);
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the speech recogniser could not be made ready", e);
    }
  }

  private static void requirePronounced(SpokenGrammar grammar, Dictionary dictionary)
      throws IOException {
    dictionary.allocate();
    List<String> unknown =
        grammar.words().stream().filter(word -> dictionary.getWord(word) == null).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the speech recogniser's dictionary (cmudict-en-us) has no pronunciation for "
              + String.join(", ", unknown)
              + "; name the kind, colour or verb with a word that is in it");
    }
  }

  /** Hears what must be sure twice, with other noise beneath. */
  @Override
  public Heard hear(float[] utterance) {
    String text = words(utterance, FLOORS[0], SEED);
    if (text.isEmpty()) {
      return Heard.NOTHING;
    }
    boolean isSure = grammar.isConsent(text) && text.equals(words(utterance, FLOORS[1], SEED + 1));
    return new Heard(text, isSure ? 1 : 0.5);
  }

  private String words(float[] utterance, double floor, long seed) {
    source.setInputStream(new ByteArrayInputStream(bytes(utterance, floor, seed)));
    Result result = recognizer.recognize();
    String text = result == null ? "" : result.getBestFinalResultNoFiller();
    // The source says once more that it has ended.
    while (recognizer.recognize() != null) {}
    return text == null || text.contains("<") ? "" : text.strip();
  }

  /** Returns 16-bit samples, the peak where the noise expects it. */
  private static byte[] bytes(float[] utterance, double floor, long seed) {
    double peak = 1e-6;
    for (float value : utterance) {
      peak = Math.max(peak, Math.abs(value));
    }
    Random random = new Random(seed);
    ByteBuffer bytes = ByteBuffer.allocate(2 * utterance.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : utterance) {
      double sample = value / peak * PEAK + floor * random.nextGaussian();
      bytes.putShort((short) Math.round(Math.max(-1, Math.min(1, sample)) * Short.MAX_VALUE));
    }
    return bytes.array();
  }

  @Override
  public void close() {
    recognizer.deallocate();
  }
}
