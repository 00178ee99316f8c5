package dev.cobot.node.speech;

import dev.cobot.brain.hearing.SpokenForms.Control;
import dev.cobot.node.speech.SpeechInput.Heard;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What of a heard sentence goes to the runtime, and what is said back first. What slows the arm or
 * stops it goes at once. What could move it is said back and waits for a "yes", however sure it was
 * heard; a "yes" that was not heard for sure is none.
 */
public final class SpokenTalk {
  private static final double SURE = 0.9;
  private static final long OPEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final SpokenGrammar grammar;
  private final Consumer<String> says;

  private final LongSupplier nanos;

  /** What was said back and waits for its "yes", or null. */
  private String open;

  private long openedNanos;

  private boolean isAsked;

  /**
   * @param says tells the person something, one or two sentences
   * @param nanos a clock; what was said back is forgotten after a minute
   */
  public SpokenTalk(SpokenGrammar grammar, Consumer<String> says, LongSupplier nanos) {
    this.grammar = grammar;
    this.says = says;
    this.nanos = nanos;
  }

  /** Tells that the runtime has asked a question, or that none of its questions is open. */
  public void runtimeAsks(boolean asks) {
    isAsked = asks;
  }

  /** Returns what is to be said to the runtime, if anything is. */
  public Optional<String> heard(Heard heard) {
    if (heard.text().isEmpty()) {
      says.accept("I did not understand that. Please say it again.");
      return Optional.empty();
    }
    if (nanos.getAsLong() - openedNanos > OPEN_NANOS) {
      open = null;
    }
    Optional<Control> control = grammar.control(heard.text());
    if (control.isPresent()) {
      return controlled(control.get(), heard);
    }
    return asked(heard.text());
  }

  private Optional<String> controlled(Control control, Heard heard) {
    return switch (control) {
      case STOP, WAIT, SLOWER -> {
        open = null;
        yield Optional.of(heard.text());
      }
      case NO -> {
        boolean isMine = open != null;
        open = null;
        if (isMine) {
          says.accept("Then I do not do it.");
        }
        yield isMine ? Optional.empty() : Optional.of(heard.text());
      }
      case YES -> consented(heard);
      case GO_ON, FASTER -> asked(heard.text());
    };
  }

  private Optional<String> consented(Heard heard) {
    if (heard.confidence() < SURE) {
      says.accept("I am not sure that I heard yes. Please say it again.");
      return Optional.empty();
    }
    if (open != null) {
      String wish = open;
      open = null;
      return Optional.of(wish);
    }
    if (isAsked) {
      return Optional.of(heard.text());
    }
    says.accept("I have asked nothing.");
    return Optional.empty();
  }

  private Optional<String> asked(String text) {
    open = text;
    openedNanos = nanos.getAsLong();
    says.accept("I heard: " + text + ". Shall I?");
    return Optional.empty();
  }
}
