package dev.cobot.node.speech;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Hears sentences of a {@link SpokenGrammar}; closed when no more is to be heard. */
public interface SpeechInput extends AutoCloseable {
  /** Samples a second that a recogniser takes. */
  int RATE = 16_000;

  /**
   * What was heard.
   *
   * @param text a sentence of the grammar in lower case, empty where none fits
   * @param confidence in [0, 1], 0 where none fits; of what is said back in any case (all but
   *     {@link SpokenGrammar#isConsent}) one half, since nothing hangs on it
   */
  record Heard(String text, double confidence) {
    public Heard {
      if (!(confidence >= 0 && confidence <= 1)) {
        throw new IllegalArgumentException("a confidence is in [0, 1], got " + confidence);
      }
    }

    /** Heard, but no sentence of the grammar. */
    public static final Heard NOTHING = new Heard("", 0);
  }

  /** Makes a recogniser; found by {@link ServiceLoader}. */
  interface Factory {
    /**
     * Opens a recogniser.
     *
     * @throws IllegalArgumentException with one sentence, if a word of the grammar has no
     *     pronunciation
     */
    SpeechInput open(SpokenGrammar grammar);
  }

  /** Returns what makes recognisers, if this build has it. */
  static Optional<Factory> factory() {
    try {
      return ServiceLoader.load(Factory.class).findFirst();
    } catch (LinkageError | ServiceConfigurationError e) {
      return Optional.empty(); // Packed without the recogniser's own libraries.
    }
  }

  /**
   * Hears one utterance.
   *
   * @param utterance mono, {@link #RATE} samples a second, in [-1, 1], with a little silence on
   *     both sides
   */
  Heard hear(float[] utterance);

  @Override
  void close();
}
