package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Objection.Cause;
import dev.cobot.brain.language.Objection.Stage;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.Turning;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** "Push the bowl around the table clockwise": the sense may be said anywhere in it. */
final class Circling implements IntentRule {
  /** The intent, and the skill. */
  static final String PUSH = "push";

  /** What is said of pushing that is not done. */
  static final String WHAT_IS_DONE = "I push things around the table only, in either sense";

  private final Frames frames;
  private final Map<List<String>, Turning> turnings = new TreeMap<>(Frames.LONGEST_FIRST);

  Circling(Frames frames, Language language) {
    this.frames = frames;
    language
        .turnings()
        .forEach(
            (turning, ways) ->
                ways.forEach(
                    way ->
                        turnings.put(
                            Frames.wordsOf(way),
                            Turning.valueOf(turning.toUpperCase(Locale.ROOT)))));
  }

  @Override
  public Optional<Course> of(List<String> said, String intent) {
    List<String> rest = new ArrayList<>();
    Set<Turning> senses = EnumSet.noneOf(Turning.class);
    for (int at = 0; at < said.size(); at++) {
      List<String> left = said.subList(at, said.size());
      Optional<Map.Entry<List<String>, Turning>> sense =
          turnings.entrySet().stream().filter(t -> Frames.begins(left, t.getKey())).findFirst();
      if (sense.isPresent()) {
        senses.add(sense.get().getValue());
        at += sense.get().getKey().size() - 1;
      } else {
        rest.add(said.get(at));
      }
    }
    return frames
        .match(PUSH, rest)
        .map(match -> match.get(Frames.TARGET))
        .filter(target -> target.places().stream().allMatch(Circling::isBeforeNoun))
        .map(target -> course(target, senses));
  }

  /** After its noun a place may be where it is pushed to: "to the left", "next to the cup". */
  private static boolean isBeforeNoun(SpatialPhrase place) {
    return place.words().indexOf(' ') < 0;
  }

  private static Course course(Phrase target, Set<Turning> senses) {
    Optional<Objection> objection = Optional.empty();
    if (senses.size() > 1) {
      objection =
          Optional.of(Doubts.open("I hear of both senses", "Clockwise or counterclockwise?"));
    } else if (target.reference().kind() == ObjectKind.TABLE) {
      objection = Optional.of(new Objection(Cause.UNSUPPORTED, Stage.AT_ONCE, WHAT_IS_DONE, null));
    }
    return new Course(PUSH, Optional.of(target), senses.stream().findFirst(), objection);
  }
}
