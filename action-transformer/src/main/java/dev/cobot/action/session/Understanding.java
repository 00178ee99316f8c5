package dev.cobot.action.session;

import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Intent;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Decides whether a command can be carried out with what is on the table, or why not. */
final class Understanding {
  private static final double MIN_INTENT_PROBABILITY = 0.6;
  private static final double ABSENT_ABOVE = 0.5;
  private static final double CLEAR_ABOVE = 0.6;
  private static final double RIVAL_ABOVE = 0.2;

  private Understanding() {}

  /** Returns null when the text alone is no reason to refuse. */
  static Refusal ofText(CommandReading reading) {
    if (reading.meaning().intent() == Intent.OTHER
        || reading.intentProbability() < MIN_INTENT_PROBABILITY) {
      return new Refusal(
          Refusal.Reason.NOT_UNDERSTOOD,
          "language",
          String.format(
              Locale.ROOT,
              "\"%s\" does not ask for anything that I can do; I can pick an object and place it"
                  + " in another, as in \"pick the red cube and place it in the bowl\"",
              reading.text()),
          null);
    }
    if (reading.meaning().target().isNone()) {
      return new Refusal(
          Refusal.Reason.NOT_UNDERSTOOD,
          "language",
          "I did not understand what to pick",
          "What should I pick?");
    }
    return null;
  }

  /** Returns null when the command can be carried out. */
  static Refusal ofScene(CommandReading reading, Grounding grounding, Skills skills) {
    Reference target = reading.meaning().target();
    Refusal refusal = find("target", target, grounding.target(), grounding);
    if (refusal != null) {
      return refusal;
    }
    Track picked = grounding.tracks().get(grounding.target().strongest());
    if (reading.meaning().intent() == Intent.PICK) {
      return new Refusal(
          Refusal.Reason.AMBIGUOUS,
          "language",
          "I see the " + describe(picked.attributes()) + ", but you did not say where it should go",
          "Where should I place the " + describe(picked.attributes()) + "?");
    }
    Reference destination = reading.meaning().destination();
    refusal = find("destination", destination, grounding.destination(), grounding);
    if (refusal != null) {
      return refusal;
    }
    Track container = grounding.tracks().get(grounding.destination().strongest());
    if (picked.id().equals(container.id())) {
      return new Refusal(
          Refusal.Reason.NOT_UNDERSTOOD,
          "attention",
          "target and destination seem to be the same object, the " + describe(picked.attributes()),
          null);
    }
    if (!skills.targets().contains(picked.attributes().kind())
        || !skills.destinations().contains(container.attributes().kind())) {
      return new Refusal(
          Refusal.Reason.UNSUPPORTED,
          "policy",
          String.format(
              "I was not trained to place a %s in a %s; I can place %s in %s",
              picked.attributes().kind().word(),
              container.attributes().kind().word(),
              words(skills.targets()),
              words(skills.destinations())),
          null);
    }
    return null;
  }

  private static Refusal find(
      String role, Reference reference, Attention attention, Grounding grounding) {
    List<String> seen =
        grounding.tracks().stream().map(t -> "a " + describe(t.attributes())).toList();
    String sees = seen.isEmpty() ? "nothing" : String.join(", ", seen);
    if (attention.strongest() < 0 || attention.absent() > ABSENT_ABOVE) {
      return new Refusal(
          Refusal.Reason.ABSENT,
          "attention",
          "I see no " + reference.words() + " (" + role + "); I see " + sees,
          null);
    }
    double best = attention.weights()[attention.strongest()];
    List<String> rivals = new ArrayList<>();
    for (int i = 0; i < attention.weights().length; i++) {
      if (attention.weights()[i] > RIVAL_ABOVE) {
        rivals.add("the " + describe(grounding.tracks().get(i).attributes()));
      }
    }
    if (best < CLEAR_ABOVE && rivals.size() > 1) {
      String choice = String.join(" or ", rivals);
      return new Refusal(
          Refusal.Reason.AMBIGUOUS,
          "attention",
          "\"" + reference.words() + "\" could be " + choice,
          "Do you mean " + choice + "?");
    }
    if (best < CLEAR_ABOVE - 0.2) {
      return new Refusal(
          Refusal.Reason.ABSENT,
          "attention",
          "I am not sure that there is a " + reference.words() + "; I see " + sees,
          null);
    }
    return null;
  }

  /** Returns an object in plain words, for example {@code red cube}. */
  static String describe(ObjectAttributes attributes) {
    return ColorName.nearest(attributes.color()).word() + " " + attributes.kind().word();
  }

  private static String words(java.util.Set<dev.cobot.sim2real.scene.ObjectKind> kinds) {
    return kinds.stream().map(k -> "a " + k.word()).sorted().collect(Collectors.joining(" or "));
  }
}
