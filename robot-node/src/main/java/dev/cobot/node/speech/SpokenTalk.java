package dev.cobot.node.speech;

import dev.cobot.brain.hearing.SpokenForms.Control;
import dev.cobot.node.speech.SpeechInput.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What of a heard sentence goes to the runtime, and what is said back first. While a command runs,
 * whatever is said holds the arm, understood or not: short words such as "stop" are the ones that
 * are misheard most. What could move it is said back and waits for a "yes", however sure it was
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

  /** Whether what runs was told to wait. */
  private boolean isHeld;

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

  /**
   * Returns what is to be said to the runtime, one after the other.
   *
   * @param isBusy whether a command runs
   */
  public List<String> heard(Heard heard, boolean isBusy) {
    isHeld &= isBusy;
    if (nanos.getAsLong() - openedNanos > OPEN_NANOS) {
      open = null;
    }
    Optional<Control> control = grammar.control(heard.text());
    if (control.filter(c -> c == Control.STOP || c == Control.WAIT).isPresent()) {
      open = null;
      isHeld = isBusy;
      return List.of(heard.text());
    }
    if (control.filter(c -> c == Control.NO).isPresent()) {
      boolean isMine = open != null && (isHeld || !isBusy);
      open = null;
      if (isMine) {
        says.accept("Then I do not do it.");
      }
      return isMine ? List.of() : List.of(heard.text());
    }
    List<String> goes = new ArrayList<>();
    if (isBusy && !isHeld) {
      goes.add(grammar.say(Control.WAIT));
      isHeld = true;
    }
    if (heard.text().isEmpty()) {
      says.accept("I did not understand that. Please say it again.");
    } else if (grammar.isConsent(heard.text())) {
      consented(heard).ifPresent(goes::add);
    } else {
      open = heard.text();
      openedNanos = nanos.getAsLong();
      says.accept("I heard: " + open + ". Shall I?");
    }
    return goes;
  }

  private Optional<String> consented(Heard heard) {
    if (heard.confidence() < SURE) {
      says.accept("I am not sure that I heard yes. Please say it again.");
      return Optional.empty();
    }
    if (open != null) {
      String wish = open;
      open = null;
      isHeld &= grammar.control(wish).isEmpty();
      return Optional.of(wish);
    }
    if (isAsked) {
      return Optional.of(heard.text());
    }
    says.accept("I have asked nothing.");
    return Optional.empty();
  }
}
