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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    CommandGrammar grammar = new CommandGrammar(split);
    SplittableRandom random = new SplittableRandom(1);
    Map<Intent, Integer> counts = new EnumMap<>(Intent.class);
    int n = 6000;
    for (int i = 0; i < n; i++) {
      LabelledCommand command = grammar.draw(random);
      CommandMeaning meaning = command.meaning();
      counts.merge(meaning.intent(), 1, Integer::sum);
      assertFalse(command.text().isBlank());
      assertFalse(command.text().contains("{"), command.text());
      switch (meaning.intent()) {
        case PLACE_IN -> {
          assertFalse(meaning.target().isNone() || meaning.destination().isNone());
          assertTrue(says(command.text(), meaning.target()), command.toString());
          assertTrue(says(command.text(), meaning.destination()), command.toString());
        }
        case PICK -> {
          assertTrue(says(command.text(), meaning.target()), command.toString());
          assertEquals(Reference.NONE, meaning.destination());
        }
        case OTHER ->
            assertEquals(new CommandMeaning(Intent.OTHER, Reference.NONE, Reference.NONE), meaning);
      }
    }
    assertEquals(0.45, counts.get(Intent.PLACE_IN) / (double) n, 0.03);
    assertEquals(0.22, counts.get(Intent.PICK) / (double) n, 0.03);
    assertEquals(0.33, counts.get(Intent.OTHER) / (double) n, 0.03);
  }

  @ParameterizedTest
  @EnumSource
  void everyReferenceCanBeSaid(Split split) {
    CommandGrammar grammar = new CommandGrammar(split);
    SplittableRandom random = new SplittableRandom(2);
    Reference bowl = new Reference(ObjectKind.BOWL, ColorName.WHITE);
    for (Reference reference : references()) {
      for (int i = 0; i < 10; i++) {
        LabelledCommand pick = grammar.say(random, Intent.PICK, reference, bowl);
        assertTrue(says(pick.text(), reference), pick.toString());
        assertEquals(new CommandMeaning(Intent.PICK, reference, Reference.NONE), pick.meaning());
        LabelledCommand place = grammar.say(random, Intent.PLACE_IN, bowl, reference);
        assertTrue(says(place.text(), reference), place.toString());
        assertEquals(new CommandMeaning(Intent.PLACE_IN, bowl, reference), place.meaning());
        assertEquals(
            Intent.OTHER, grammar.say(random, Intent.OTHER, reference, bowl).meaning().intent());
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
    CommandGrammar grammar = new CommandGrammar(Split.TRAIN);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      CommandMeaning meaning = grammar.draw(random).meaning();
      drawn.add(meaning.target());
      drawn.add(meaning.destination());
    }
    drawn.remove(Reference.NONE);
    Set<Reference> unknown = new HashSet<>(drawn);
    unknown.removeAll(references());
    assertEquals(Set.of(), unknown, "these cannot be said");
    for (ColorName color : ColorName.values()) {
      assertTrue(drawn.contains(new Reference(ObjectKind.CUBE, color)));
      assertTrue(drawn.contains(new Reference(ObjectKind.BOWL, color)));
    }
    assertTrue(drawn.contains(new Reference(ObjectKind.BOWL, null)));
  }

  /** Returns a command without what both splits share: case, politeness, phrases. */
  private static String frame(String text) {
    String all = text.toLowerCase(Locale.ROOT);
    all = all.replaceAll("^(please |robot, |hey, |now )", "");
    all = all.replaceAll("(\\.|!| please| now|, thanks)$", "");
    return all.replaceAll("\\b((the|that|a) )?red (cube|block)\\b", "T")
        .replaceAll("\\b((the|that|a) )?white (bowl|dish)\\b", "D");
  }

  @Test
  void heldOutFramesAndVerbsAreNeverTrainedOn() {
    Reference cube = new Reference(ObjectKind.CUBE, ColorName.RED);
    Reference bowl = new Reference(ObjectKind.BOWL, ColorName.WHITE);
    for (Intent intent : Intent.values()) {
      Set<String> trained = frames(Split.TRAIN, intent, cube, bowl);
      Set<String> heldOut = frames(Split.HELD_OUT, intent, cube, bowl);
      assertTrue(heldOut.size() >= 8 && trained.size() >= 8, heldOut + " and " + trained);
      heldOut.retainAll(trained);
      assertEquals(Set.of(), heldOut);
      Pattern verbs = Pattern.compile("\\b(pick|take|grab|get|place|put|drop)\\b");
      for (String frame : frames(Split.HELD_OUT, intent, cube, bowl)) {
        assertFalse(verbs.matcher(frame).find(), frame);
      }
    }
  }

  private static Set<String> frames(
      Split split, Intent intent, Reference target, Reference destination) {
    Map<String, Integer> frames = new HashMap<>();
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 4000; i++) {
      String text = new CommandGrammar(split).say(random, intent, target, destination).text();
      frames.merge(frame(text), 1, Integer::sum);
    }
    frames.values().removeIf(count -> count < 5); // gibberish is no frame
    return new HashSet<>(frames.keySet());
  }

  @Test
  void theSameSeedSaysTheSame() {
    SplittableRandom a = new SplittableRandom(5);
    SplittableRandom b = new SplittableRandom(5);
    SplittableRandom other = new SplittableRandom(6);
    CommandGrammar grammar = new CommandGrammar(Split.TRAIN);
    StringBuilder said = new StringBuilder();
    StringBuilder otherSaid = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      LabelledCommand command = grammar.draw(a);
      assertEquals(command, new CommandGrammar(Split.TRAIN).draw(b));
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
        CommandGrammar grammar = new CommandGrammar(split);
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
