package dev.cobot.brain.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.language.CommandGrammar.LabelledCommand;
import dev.cobot.brain.language.CommandGrammar.Split;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandGrammarTest {
  private static final Map<ObjectKind, String> NOUNS =
      Map.of(
          ObjectKind.CUBE, "cube|block",
          ObjectKind.BOWL, "bowl|dish",
          ObjectKind.BOTTLE, "bottle|flask",
          ObjectKind.CUP, "cup|mug",
          ObjectKind.CONE, "cone",
          ObjectKind.CYLINDER, "cylinder|can",
          ObjectKind.PEDESTAL, "pedestal",
          ObjectKind.CLOTH, "cloth");
  private static final String COLORS =
      "red|green|blue|yellow|orange|purple|violet|white|grey|gray|black";

  /** Returns what matches the phrase of a reference, and no phrase that says more or less. */
  private static String phrase(Reference reference) {
    String noun = reference.kind() == null ? "one|object|thing" : NOUNS.get(reference.kind());
    String color =
        reference.color() == null
            ? "(?<!(?:" + COLORS + ") )"
            : switch (reference.color()) {
              case GREY -> "(?:grey|gray) ";
              case PURPLE -> "(?:purple|violet) ";
              default -> reference.color().word() + " ";
            };
    return "\\b" + color + "(?:" + noun + ")\\b";
  }

  private static boolean says(String text, Reference reference) {
    return Pattern.compile(phrase(reference)).matcher(text.toLowerCase(Locale.ROOT)).find();
  }

  @ParameterizedTest
  @EnumSource
  void theMeaningIsInTheWords(Split split) {
    CommandGrammar grammar = new CommandGrammar(split, TestWordings.ALL);
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Integer> counts = new HashMap<>();
    int n = 6000;
    for (int i = 0; i < n; i++) {
      LabelledCommand command = grammar.draw(random);
      CommandMeaning meaning = command.meaning();
      counts.merge(meaning.skill().orElse("none"), 1, Integer::sum);
      assertFalse(command.text().isBlank());
      assertFalse(command.text().contains("{"), command.text());
      Set<Role> named =
          meaning.skill().isEmpty()
              ? Set.of()
              : meaning.skill().get().equals("pick")
                  ? Set.of(Role.TARGET)
                  : Set.of(Role.TARGET, Role.DESTINATION);
      assertEquals(named, meaning.references().keySet());
      for (Reference reference : meaning.references().values()) {
        assertTrue(says(command.text(), reference), command.toString());
      }
    }
    assertEquals(0.45, counts.get("place_in") / (double) n, 0.03);
    assertEquals(0.22, counts.get("pick") / (double) n, 0.03);
    assertEquals(0.33, counts.get("none") / (double) n, 0.03);
  }

  @ParameterizedTest
  @EnumSource
  void everyReferenceCanBeSaid(Split split) {
    CommandGrammar grammar = new CommandGrammar(split, TestWordings.ALL);
    SplittableRandom random = new SplittableRandom(2);
    Reference bowl = new Reference(ObjectKind.BOWL, ColorName.WHITE);
    for (Reference reference : references()) {
      for (int i = 0; i < 10; i++) {
        LabelledCommand pick =
            grammar.say(
                random, TestWordings.PICK, Map.of(Role.TARGET, reference, Role.DESTINATION, bowl));
        assertTrue(says(pick.text(), reference), pick.toString());
        assertEquals(
            new CommandMeaning(Optional.of("pick"), Map.of(Role.TARGET, reference)),
            pick.meaning());
        Map<Role, Reference> both = Map.of(Role.TARGET, bowl, Role.DESTINATION, reference);
        LabelledCommand place = grammar.say(random, TestWordings.PLACE_IN, both);
        assertTrue(says(place.text(), reference), place.toString());
        assertEquals(new CommandMeaning(Optional.of("place_in"), both), place.meaning());
        assertEquals(CommandMeaning.NONE, grammar.sayOther(random, both).meaning());
      }
    }
  }

  /** Every reference of the vocabulary. */
  private static Set<Reference> references() {
    Set<Reference> all = new HashSet<>();
    for (ColorName color : ColorName.values()) {
      all.add(new Reference(null, color));
      NOUNS.keySet().forEach(kind -> all.add(new Reference(kind, color)));
    }
    NOUNS.keySet().forEach(kind -> all.add(new Reference(kind, null)));
    return all;
  }

  @Test
  void drawsCoverTheVocabularyAndNothingElse() {
    Set<Reference> drawn = new HashSet<>();
    CommandGrammar grammar = new CommandGrammar(Split.TRAIN, TestWordings.ALL);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      CommandMeaning meaning = grammar.draw(random).meaning();
      drawn.addAll(meaning.references().values());
    }
    Set<Reference> unknown = new HashSet<>(drawn);
    unknown.removeAll(references());
    assertEquals(Set.of(), unknown, "these cannot be said");
    for (ColorName color : ColorName.values()) {
      assertTrue(drawn.contains(new Reference(ObjectKind.CUBE, color)));
      assertTrue(drawn.contains(new Reference(ObjectKind.BOWL, color)));
    }
    assertTrue(drawn.contains(new Reference(ObjectKind.BOWL, null)));
  }

  @Test
  void heldOutVerbsAreNeverTrainedOn() {
    Pattern trained = Pattern.compile("\\b(pick|take|grab|get|place|put|drop)\\b");
    SplittableRandom random = new SplittableRandom(4);
    CommandGrammar grammar = new CommandGrammar(Split.HELD_OUT, TestWordings.ALL);
    for (int i = 0; i < 1000; i++) {
      String text = grammar.draw(random).text();
      assertFalse(trained.matcher(text).find(), text);
    }
  }

  @Test
  void theSameSeedSaysTheSame() {
    SplittableRandom a = new SplittableRandom(5);
    SplittableRandom b = new SplittableRandom(5);
    SplittableRandom other = new SplittableRandom(6);
    CommandGrammar grammar = new CommandGrammar(Split.TRAIN, TestWordings.ALL);
    StringBuilder said = new StringBuilder();
    StringBuilder otherSaid = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      LabelledCommand command = grammar.draw(a);
      assertEquals(command, new CommandGrammar(Split.TRAIN, TestWordings.ALL).draw(b));
      said.append(command.text());
      otherSaid.append(grammar.draw(other).text());
    }
    assertNotEquals(said.toString(), otherSaid.toString());
  }

  @Test
  void commandsFitTheNetwork() {
    SplittableRandom random = new SplittableRandom(7);
    try (TokenEncoder encoder = TokenEncoder.load(InferenceDevice.CPU)) {
      for (Split split : Split.values()) {
        CommandGrammar grammar = new CommandGrammar(split, TestWordings.ALL);
        for (int i = 0; i < 150; i++) {
          String text = grammar.draw(random).text();
          int tokens = encoder.encode(text).vectors().length;
          assertTrue(tokens <= LanguageNet.TOKENS, tokens + " tokens: " + text);
        }
      }
    }
  }

  @Test
  void aReferenceMatchesWhatItNames() {
    ColorRgb red = ColorName.RED.prototype();
    ColorRgb reddish = new ColorRgb(0.74, 0.15, 0.08);
    ColorRgb blue = ColorName.BLUE.prototype();
    Reference redCube = new Reference(ObjectKind.CUBE, ColorName.RED);
    assertTrue(redCube.matches(ObjectKind.CUBE, red));
    assertTrue(redCube.matches(ObjectKind.CUBE, reddish));
    assertFalse(redCube.matches(ObjectKind.CUBE, blue));
    assertFalse(redCube.matches(ObjectKind.CUP, red));
    Reference cube = new Reference(ObjectKind.CUBE, null);
    assertTrue(cube.matches(ObjectKind.CUBE, blue));
    assertFalse(cube.matches(ObjectKind.BOWL, blue));
    Reference redOne = new Reference(null, ColorName.RED);
    assertTrue(redOne.matches(ObjectKind.BOTTLE, red));
    assertFalse(redOne.matches(ObjectKind.BOTTLE, blue));
    for (ObjectKind kind : ObjectKind.values()) {
      assertFalse(Reference.NONE.matches(kind, red));
    }
    assertEquals(
        List.of("red cube", "cube", "red object", "nothing"),
        List.of(redCube.words(), cube.words(), redOne.words(), Reference.NONE.words()));
  }
}
