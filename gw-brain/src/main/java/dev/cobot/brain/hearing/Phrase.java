package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Posture;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the words of one phrase say of an object, and what of it is not known. */
final class Phrase {
  private final Set<ObjectKind> kinds = new LinkedHashSet<>();
  private final Set<ColorName> colors = new LinkedHashSet<>();
  private final List<String> unknownNouns = new ArrayList<>();
  private final List<String> unknownColors = new ArrayList<>();
  private final List<String> described = new ArrayList<>();
  private final List<String> modifiers = new ArrayList<>();
  private final List<SpatialPhrase> places = new ArrayList<>();
  private Posture posture;
  private boolean isPointing;
  private boolean isSaid;
  private boolean isPlural;
  private boolean isStrange;
  private ColorName near;
  private String lastNoun;

  void addNoun(String word, Vocabulary words) {
    isSaid = true;
    String before = lastNoun;
    lastNoun = word;
    if (words.isAnything(word)) {
      return;
    }
    if (words.isPronoun(word)) {
      isPointing = true;
      return;
    }
    Optional<ObjectKind> kind = words.kind(word);
    kind.ifPresentOrElse(kinds::add, () -> unknownNouns.add(word));
    if (kind.isPresent() && unknownNouns.remove(before) && !words.isDescription(before)) {
      // In "soup bowl" the first noun only says what kind of bowl it is.
      modifiers.add(before);
    }
    isPlural |= words.isPlural(word);
  }

  void addColor(String word, Vocabulary words) {
    isSaid = true;
    lastNoun = null;
    if (words.isDescription(word)) {
      return; // "bright red", "red-coloured"
    }
    Optional<ColorName> color = words.color(word);
    if (color.isPresent()) {
      colors.add(color.get());
    } else {
      unknownColors.add(word);
      near = words.nearColor(word).orElse(near);
    }
  }

  void addModifier(String word, Vocabulary words) {
    boolean isBeforeNoun = lastNoun == null && kinds.isEmpty();
    lastNoun = null;
    if (isBeforeNoun && words.posture(word).isPresent()) {
      // After its noun, "standing" may lead to a place.
      posture = words.posture(word).get();
    } else {
      described.add(word);
    }
  }

  /** Makes out what the modifiers say; call when all words are there. */
  void close(SpatialWords spatial, Vocabulary words) {
    SpatialWords.Places found = spatial.find(described);
    places.addAll(found.phrases());
    for (String word : found.rest()) {
      if (words.isQuantity(word)) {
        isPlural = true;
      } else if (words.color(word).isPresent()) {
        colors.add(words.color(word).get());
      } else if (!words.isDescription(word) && !words.isFiller(word)) {
        modifiers.add(word);
        isStrange |= !words.isModifier(word) && !words.isOpenNoun(word);
      }
    }
  }

  /** Adds a place that other words than those of the phrase tell. */
  void addPlace(SpatialPhrase place) {
    places.add(place);
  }

  /** Returns what is said of where the object is. */
  List<SpatialPhrase> places() {
    return places;
  }

  /** Returns how the object is said to rest. */
  Optional<Posture> posture() {
    return Optional.ofNullable(posture);
  }

  /**
   * Takes what a pronoun points to: "put the cube next to the bowl into it".
   *
   * @param said what it may point to
   */
  void pointTo(Reference said) {
    if (isPointing() || !isSaid) {
      isSaid = true;
      isPointing = false;
      kinds.add(said.kind());
      if (said.color() != null) {
        colors.add(said.color());
      }
    }
  }

  boolean isSaid() {
    return isSaid;
  }

  /** Whether only the conversation tells what is meant. */
  boolean isPointing() {
    return isPointing && kinds.isEmpty() && colors.isEmpty();
  }

  /** One of those that are named is meant: "the left one of the two cubes". */
  void singleOut() {
    isPlural = false;
  }

  boolean isPlural() {
    return isPlural;
  }

  /** Whether it names more than one kind or colour, so that the words belong to two objects. */
  boolean isTwofold() {
    return kinds.size() > 1 || colors.size() > 1;
  }

  /** Returns the nouns of which no kind is known. */
  List<String> unknownNouns() {
    return unknownNouns;
  }

  /** Returns the colours that are not told apart. */
  List<String> unknownColors() {
    return unknownColors;
  }

  /** Whether a word says what is not known, not even of other objects. */
  boolean isStrange() {
    return isStrange;
  }

  /** Returns what else is said, and cannot be checked. */
  List<String> modifiers() {
    return modifiers;
  }

  /** Returns what is said of kind and colour; of a colour that is not told apart, the nearest. */
  Reference reference() {
    return new Reference(
        kinds.isEmpty() ? null : kinds.iterator().next(),
        colors.isEmpty() ? near : colors.iterator().next());
  }
}
