package dev.cobot.brain.language;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Draws commands with their meaning, worded as the skills say. The held-out split uses sentence
 * frames and verbs that the training split never shows, so that a score on it says something about
 * language and not about memory.
 */
public final class CommandGrammar {
  /** Which frames and verbs are drawn. */
  public enum Split {
    TRAIN,
    HELD_OUT
  }

  /** A command with its meaning. */
  public record LabelledCommand(String text, CommandMeaning meaning) {}

  private static final List<String> PICK_VERBS =
      List.of(
          "pick", "pick", "pick up", "take", "grab", "get", "seize", "collect", "hold", "raise");
  private static final List<String> HELD_OUT_PICK_VERBS = List.of("lift", "grasp", "fetch");
  private static final List<String> PLACE_VERBS =
      List.of("place", "put", "drop", "insert", "release", "leave", "store", "position");
  private static final List<String> HELD_OUT_PLACE_VERBS = List.of("set", "lay", "deposit");
  private static final List<String> INTO = List.of("in", "into", "inside");

  private static final List<String> OTHER_FRAMES =
      List.of(
          "push {T} to the left",
          "push {T} around the table",
          "push {T} away",
          "slide {T} to the right",
          "do not pick {T}",
          "never put {T} in {D}",
          "don't put {T} in {D}",
          "where is {T}",
          "is {T} in {D}",
          "what colour is {T}",
          "how many objects are on the table",
          "{l} {T} next to {D}",
          "{l} {T} behind {D}",
          "{l} {T} in front of {D}",
          "{l} {T} near {D}",
          "turn {T} around",
          "spin {D}",
          "kick {T}",
          "break {T}",
          "who made {T}",
          "when was {T} bought",
          "do you like {T}",
          "can you see {T}",
          "touch {T}",
          "ignore {T}",
          "leave {T} alone",
          "keep away from {T}",
          "i do not want {T} in {D}",
          "{l} {T} under {D}",
          "{l} {T} on the floor",
          "throw {T} at the wall",
          "smash {T}",
          "hit {T} with {D}",
          "wipe the table with {T}",
          "wipe the table",
          "clean up",
          "paint {T} {c}",
          "rotate {T} by ninety degrees",
          "tip {D} over",
          "look at {T}",
          "{T}",
          "{D}",
          "hello robot",
          "how are you",
          "what is your name",
          "what time is it",
          "what is the weather like",
          "good night",
          "good evening",
          "thank you",
          "who are you",
          "where do you come from",
          "how old are you",
          "switch off the radio",
          "start the engine",
          "read the newspaper",
          "cook dinner",
          "bake a cake",
          "write an email",
          "play chess",
          "listen to the radio",
          "add five and seven",
          "be quiet",
          "reboot",
          "tell me a joke",
          "sing a song",
          "dance",
          "stop",
          "go home",
          "turn on the light",
          "open the door",
          "open the gripper",
          "close the window",
          "drive to the kitchen",
          "call my mother",
          "the quick brown fox jumps over the lazy dog",
          "two plus two is four",
          "nothing",
          "yes",
          "please");
  private static final List<String> HELD_OUT_OTHER_FRAMES =
      List.of(
          "roll {T} off the table",
          "avoid {T}",
          "why is {T} there",
          "{l} {T} beside {D}",
          "good morning",
          "play some music",
          "make me a sandwich",
          "who built you",
          "shut down the computer",
          "count to ten");

  private static final List<String> PREFIXES =
      List.of("", "", "", "", "please ", "robot, ", "hey, ", "now ");
  private static final List<String> SUFFIXES =
      List.of("", "", "", "", ".", "!", " please", " now", ", thanks");
  private static final String NOISE_LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private static final int OTHER_PERCENT = 33;

  private final Split split;
  private final List<Wording> wordings;
  private final List<Wording> drawn;

  /**
   * @param wordings how each skill is asked for; one with more roles is drawn more often, since
   *     there is more to read in it
   */
  public CommandGrammar(Split split, List<Wording> wordings) {
    this.split = split;
    this.wordings = List.copyOf(wordings);
    drawn =
        wordings.stream().flatMap(w -> Collections.nCopies(w.roles().size(), w).stream()).toList();
    if (drawn.isEmpty()) {
      throw new IllegalArgumentException("a grammar needs the wording of at least one skill");
    }
  }

  /** Returns how the skills are asked for. */
  public List<Wording> wordings() {
    return wordings;
  }

  /** Draws a command; a third of them asks for none of the skills. */
  public LabelledCommand draw(SplittableRandom random) {
    Wording wording =
        random.nextInt(100) < OTHER_PERCENT ? null : drawn.get(random.nextInt(drawn.size()));
    Map<Role, Reference> phrases =
        Map.of(Role.TARGET, target(random), Role.DESTINATION, destination(random));
    return wording == null ? sayOther(random, phrases) : say(random, wording, phrases);
  }

  /** Words a wish for a skill; phrases of roles that the skill does not have are not said. */
  public LabelledCommand say(
      SplittableRandom random, Wording wording, Map<Role, Reference> phrases) {
    Map<Role, Reference> named = new EnumMap<>(phrases);
    named.keySet().retainAll(wording.roles());
    return new LabelledCommand(
        sentence(
            random, split == Split.TRAIN ? wording.frames() : wording.heldOutFrames(), phrases),
        new CommandMeaning(Optional.of(wording.skill()), named));
  }

  /** Words something that asks for none of the skills; the phrases only fill its frame. */
  LabelledCommand sayOther(SplittableRandom random, Map<Role, Reference> phrases) {
    if (random.nextInt(8) == 0) {
      return new LabelledCommand(gibberish(random), CommandMeaning.NONE);
    }
    return new LabelledCommand(
        sentence(random, split == Split.TRAIN ? OTHER_FRAMES : HELD_OUT_OTHER_FRAMES, phrases),
        CommandMeaning.NONE);
  }

  private String sentence(
      SplittableRandom random, List<String> frames, Map<Role, Reference> phrases) {
    boolean train = split == Split.TRAIN;
    String text =
        pick(random, frames)
            .replace("{p}", pick(random, train ? PICK_VERBS : HELD_OUT_PICK_VERBS))
            .replace("{l}", pick(random, train ? PLACE_VERBS : HELD_OUT_PLACE_VERBS))
            .replace("{i}", pick(random, INTO))
            .replace("{c}", pick(random, List.of(ColorName.values())).word())
            .replace("{T}", phrase(random, phrases.getOrDefault(Role.TARGET, Reference.NONE)))
            .replace("{D}", phrase(random, phrases.getOrDefault(Role.DESTINATION, Reference.NONE)));
    text = pick(random, PREFIXES) + text + pick(random, SUFFIXES);
    if (random.nextInt(3) == 0) {
      text = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
    return text;
  }

  private static Reference target(SplittableRandom random) {
    return reference(random, ObjectKind.TARGETS, 5);
  }

  private static Reference destination(SplittableRandom random) {
    return reference(random, ObjectKind.DESTINATIONS, 2);
  }

  /**
   * Draws a reference that names a colour in {@code colored} of {@code colored + 1} cases or so.
   */
  private static Reference reference(SplittableRandom random, List<ObjectKind> kinds, int colored) {
    ColorName color =
        random.nextInt(colored + 2) < colored ? pick(random, List.of(ColorName.values())) : null;
    ObjectKind kind = color != null && random.nextInt(20) == 0 ? null : pick(random, kinds);
    return new Reference(kind, color);
  }

  private static String phrase(SplittableRandom random, Reference reference) {
    String noun;
    if (reference.kind() == null) {
      noun = pick(random, List.of("one", "object", "thing"));
    } else {
      noun = pick(random, reference.kind().nouns());
    }
    String color = "";
    if (reference.color() == ColorName.GREY && random.nextInt(2) == 0) {
      color = "gray ";
    } else if (reference.color() == ColorName.PURPLE && random.nextInt(4) == 0) {
      color = "violet ";
    } else if (reference.color() != null) {
      color = reference.color().word() + " ";
    }
    String article = random.nextInt(8) == 0 ? pick(random, List.of("", "that ", "a ")) : "the ";
    return article + color + noun;
  }

  private static String gibberish(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int words = 1 + random.nextInt(5);
    for (int w = 0; w < words; w++) {
      text.append(w == 0 ? "" : " ");
      int letters = 2 + random.nextInt(7);
      for (int i = 0; i < letters; i++) {
        text.append(NOISE_LETTERS.charAt(random.nextInt(NOISE_LETTERS.length())));
      }
    }
    return text.toString();
  }

  private static <T> T pick(SplittableRandom random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
